import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const warnings: string[] = []
const log = { info() {}, warn: (message: string) => void warnings.push(message), error() {} }

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 }, settings: { COPY_PARALLEL: '16' }, log })
  await doclift.perform('inventory')
})
afterAll(() => doclift.dispose())

test('an outage of the vendor makes a back-up wait, and no record fails because of it', async () => {
  await doclift.sandbox.vendor.fail('presign', { with: 'internal-error', times: 1_000_000 })
  const request = { operation: 'back_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  while (!warnings.some((warning) => warning.includes('The task is tried again.'))) await wait(50)
  await doclift.sandbox.vendor.clearFaults()
  const { counts } = await doclift.follow(run.id)
  expect(counts.pending).toBe(0)
  expect(await unavailable(run.id)).toEqual([])
  expect(counts.outcomes.done).toBeGreaterThan(0.95 * counts.planned)
})

test('one document that the vendor cannot give fails alone, with its code, and the rest is copied', async () => {
  await runSql(doclift.ownerUrl, `update file_records set copy_state = 'changed' where copy_state = 'verified'`)
  const sql = `select record_id, identifier from file_records where copy_state = 'changed' order by record_id limit 1`
  const [lost] = await runSql<{ record_id: string; identifier: string }>(doclift.ownerUrl, sql)
  const matching = lost?.identifier ?? ''
  await doclift.sandbox.vendor.fail('presign', { with: 'internal-error', times: 1_000_000, matching })
  const { run, counts } = await doclift.perform('back_up')
  expect(counts.pending).toBe(0)
  expect(await unavailable(run.id)).toEqual([lost?.record_id])
})

/** Records of a run that failed because the vendor did not answer. */
async function unavailable(runId: string): Promise<string[]> {
  const { items } = await doclift.context.ports.tracking.listRunItems(runId, { limit: 200, outcome: 'failed' })
  return items.filter((item) => item.code === 'source.unavailable').map((item) => item.recordId)
}
