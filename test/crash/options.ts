import { parseArgs } from 'node:util'

export interface CrashOptions {
  /** Worker processes that are killed, at least. */
  kills: number
  seed: string
  /** Whether the table in docs/crash-matrix.md is written anew. */
  writesDocs: boolean
}

const FEWEST_KILLS = 1
const MOST_KILLS = 100_000
const SEED = /^[a-z0-9-]{1,40}$/

/**
 * What `npm run test:crash` was asked for; 200 kills when nothing is said.
 * @throws Error with the sentence to print
 */
export function readCrashOptions(args: readonly string[]): CrashOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: 'power-cut' },
      'write-docs': { type: 'boolean', default: false },
    },
  })
  return { kills: readKills(values.kills), seed: readSeed(values.seed), writesDocs: values['write-docs'] }
}

function readKills(given: string): number {
  const kills = Number(given)
  if (Number.isInteger(kills) && kills >= FEWEST_KILLS && kills <= MOST_KILLS) return kills
  throw new Error(`--kills must be a whole number from ${FEWEST_KILLS} to ${MOST_KILLS}; got "${given}".`)
}

function readSeed(given: string): string {
  if (SEED.test(given)) return given
  throw new Error(`--seed must be one word of small letters, digits and hyphens; got "${given}".`)
}
