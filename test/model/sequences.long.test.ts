import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDraws } from '../sandbox/catalogue/draws.ts'
import { Game } from './game.ts'
import { openWorld, type World } from './world.ts'

/** How many steps, and the seeds of the sequences; `npm run test:model` plays longer ones, side by side. */
const STEPS = Number(process.env.MODEL_STEPS ?? 300)
const SEEDS = (process.env.MODEL_SEEDS ?? 'ways-back').split(',')
const RECORDS = 40
/** A sequence ends when its steps are played, however slow the machine is. */
const NO_LIMIT_MS = 2 ** 31 - 1

const worlds = new Map<string, World>()
beforeAll(async () => {
  const opened = await Promise.all(SEEDS.map(async (seed) => [seed, await openWorld(seed, RECORDS)] as const))
  for (const [seed, world] of opened) worlds.set(seed, world)
})
afterAll(async () => {
  await Promise.all([...worlds.values()].map((world) => world.dispose()))
})

describe.concurrent('a random sequence of switches, edits, rollbacks, releases, back-ups and catch-ups', () => {
  test.each(SEEDS)(
    `of ${STEPS} steps and the seed "%s" leaves org and ledger as the reference model says, after every step`,
    async (seed) => {
      const game = new Game(worldOf(seed), createDraws(seed))
      for (let step = 1; step <= STEPS; step += 1) await game.playNext()
      expect(game.kindsPlayed()).toEqual(['back-up', 'catch-up', 'edit', 'release', 'roll-back', 'switch'])
      expect(game.writes('switch')).toBeGreaterThan(STEPS / 20)
      expect(game.writes('roll_back')).toBeGreaterThan(STEPS / 20)
    },
    NO_LIMIT_MS,
  )
})

function worldOf(seed: string): World {
  const world = worlds.get(seed)
  if (world === undefined) throw new Error(`There is no world of the seed ${seed}.`)
  return world
}
