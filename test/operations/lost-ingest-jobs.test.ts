import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'

let doclift: TestInstallation
let recordIds: string[]

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 }, settings: { COLLECTIONS_UP_TO: '0' } })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  const { items } = await doclift.context.ports.tracking.listRecords({ limit: 20, state: 'verified' })
  recordIds = items.map((item) => item.recordId)
})
afterEach(() => doclift.sandbox.control.clearFaults())
afterAll(() => doclift.dispose())

test('a run whose jobs fail as a whole again and again is stopped with the reason, and no record fails for it', async () => {
  const { run } = await planSwitch(recordIds.slice(0, 10))
  await doclift.sandbox.control.fault({ name: 'job-failed', of: 'ingest', share: 1 })
  const stopped = await doclift.approve(run.id)
  expect(stopped.run).toMatchObject({ state: 'halted', stopCode: 'salesforce.job-failed' })
  expect(stopped.run.stopSentence).toMatch(/failed 3 Bulk jobs .* \(InvalidBatch : .*\)\. .* resume the run\.$/)
  expect(stopped.counts).toMatchObject({ pending: 10, outcomes: { failed: 0, refused: 0, in_doubt: 0 } })
  await doclift.sandbox.control.clearFaults()
  await doclift.services.resumeRun(run.id, doclift.actor)
  expect((await doclift.follow(run.id)).counts.outcomes.done).toBe(10)
})

test('records whose writes come to nothing more often than a batch tries them are written after all', async () => {
  const { run } = await planSwitch(recordIds.slice(10))
  await doclift.sandbox.control.fault({ name: 'cut-after-write', on: 'ingest-create', times: 6 })
  const { run: ended, counts } = await doclift.approve(run.id)
  expect(ended).toMatchObject({ state: 'succeeded', stopCode: null })
  expect(counts.outcomes).toMatchObject({ done: 10, failed: 0 })
})

function planSwitch(ids: readonly string[]): Promise<RunEnd> {
  return doclift.perform('switch', { scope: { kind: 'records', recordIds: [...ids] } })
}
