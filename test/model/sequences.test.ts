import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDraws } from '../sandbox/catalogue/draws.ts'
import {
  backUp,
  catchUp,
  type ModelRecord,
  perform,
  planRollBack,
  planSwitch,
  release,
  wordOf,
} from './reference-model.ts'
import { type Edit, type Meanwhile, type Step, stepMaker } from './steps.ts'
import { openWorld, type World } from './world.ts'

/** `npm run test:model` plays more. */
const STEPS = Number(process.env.MODEL_STEPS ?? 300)
const SEED = process.env.MODEL_SEED ?? 'ways-back'
const RECORDS = 40

describe(`random sequences of ${STEPS} steps, seed "${SEED}"`, () => {
  let world: World
  let records: [ModelRecord, ...ModelRecord[]]
  const switches: string[] = []
  const played: Step[] = []

  beforeAll(async () => {
    world = await openWorld(SEED, RECORDS)
    const [first, ...rest] = world.subjects.map(asModelRecord)
    if (first === undefined) throw new Error('The sandbox has no record that could be switched.')
    records = [first, ...rest]
  })
  afterAll(() => world?.dispose())

  test('end as the reference model says, in org and ledger, after every single step', async () => {
    const nextStep = stepMaker(createDraws(SEED), world.subjects[0]?.first ?? '')
    for (let step = 1; step <= STEPS; step += 1) {
      const drawn = nextStep(records, switches)
      played.push(drawn)
      await play(drawn)
      await compare(step)
    }
  }, 3_600_000)

  test('reach every state and every way back, so that the comparison says something', () => {
    const kinds = new Set(played.map((step) => step.kind))
    expect([...kinds].sort()).toEqual(['back-up', 'catch-up', 'edit', 'release', 'roll-back', 'switch'])
    const writes = records.flatMap((record) => record.writes)
    expect(new Set(writes.map((write) => write.operation))).toEqual(new Set(['switch', 'roll_back']))
    expect(writes.length).toBeGreaterThan(STEPS / 10)
  })

  async function play(step: Step): Promise<void> {
    switch (step.kind) {
      case 'edit':
        return await edit(step.edits)
      case 'release': {
        const record = recordOf(step.recordId)
        expect(await world.release(step.recordId)).toBe(release(record, world.reasonOf))
        return
      }
      case 'catch-up':
        await world.perform('inventory')
        return catchUp(records, world.reasonOf)
      case 'back-up':
        await world.perform('back_up')
        return backUp(records)
      case 'switch': {
        const plan = planSwitch(records, step.scope)
        const runId = await world.perform('switch', step.scope, () => happen(step))
        switches.push(runId)
        return perform(plan, 'switch', runId, step.mishap)
      }
      case 'roll-back': {
        const plan = planRollBack(records, step.scope)
        const runId = await world.perform('roll_back', step.scope, () => happen(step))
        return perform(plan, 'roll_back', runId, step.mishap)
      }
    }
  }

  async function happen({ edits, mishap }: Meanwhile): Promise<void> {
    await edit(edits)
    if (mishap) await world.goWrong(mishap)
  }

  async function edit(edits: readonly Edit[]): Promise<void> {
    await world.edit(edits)
    for (const { recordId, value } of edits) recordOf(recordId).org = value
  }

  function recordOf(recordId: string): ModelRecord {
    const record = records.find((one) => one.recordId === recordId)
    if (record === undefined) throw new Error(`The model has no record ${recordId}.`)
    return record
  }

  async function compare(step: number): Promise<void> {
    const observed = await world.observe()
    for (const record of records) {
      const { recordId, org, seen, first, reason, copy, url, isHeld } = record
      const expected = { recordId, org, seen, first, reason, copy, url, isHeld, word: wordOf(record) }
      const lastSteps = () => `step ${step}: ${JSON.stringify(played.slice(-8), null, 1)}`
      expect(observed.get(recordId), lastSteps()).toEqual(expected)
    }
  }
})

function asModelRecord(subject: World['subjects'][number]): ModelRecord {
  const { first } = subject
  const start = { reason: null, copy: 'verified', url: 'original', isHeld: false, writes: [] } as const
  return { ...subject, ...start, writes: [], org: first, seen: first }
}
