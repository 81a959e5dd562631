import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation
beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 150 } })
  await doclift.perform('inventory')
})
afterAll(() => doclift.dispose())

const groups = () => doclift.services.failures.readFailures()
const key = (name: string) => ({ subject: 'x', route: 'POST /v1/failures/retry', key: name, bodyHash: name.padEnd(64) })

interface Document {
  record_id: string
  identifier: string
}

/** Makes the vendor fail for these many documents that it has, and copies everything. */
async function backUpWithFaults(count: number): Promise<string[]> {
  const chosen = (await readableDocuments()).slice(0, count)
  for (const { identifier } of chosen) {
    await doclift.sandbox.vendor.fail('presign', { with: 'internal-error', times: 1_000, matching: identifier })
  }
  await doclift.perform('back_up')
  await doclift.sandbox.vendor.clearFaults()
  return chosen.map((document) => document.record_id)
}

/** In record id order. */
async function readableDocuments(): Promise<Document[]> {
  const sql = `select record_id, identifier from file_records where word = 'discovered' order by record_id limit 20`
  const documents = await runSql<Document>(doclift.ownerUrl, sql)
  const expected = await Promise.all(documents.map((one) => doclift.sandbox.control.expectedDocument(one.record_id)))
  return documents.filter((_, index) => expected[index]?.answer === 'bytes')
}

test('what failed is told in groups, and trying one group again copies exactly its records', async () => {
  const failed = await backUpWithFaults(3)
  const before = await groups()
  expect(before.find((group) => group.code === 'source.unavailable')).toMatchObject({
    class: 'copy',
    records: 3,
    last24Hours: 3,
    isRetryable: true,
    example: { recordId: failed[0] },
  })
  expect(before.map((group) => group.records)).toEqual(before.map((group) => group.records).toSorted((a, b) => b - a))

  const { run } = await doclift.services.failures.retryFailures({ code: 'source.unavailable' }, doclift.actor, key('a'))
  const { counts } = await doclift.follow(run.id)
  expect([counts.planned, counts.outcomes.done]).toEqual([3, 3])
  const { items } = await doclift.context.ports.tracking.listRunItems(run.id, { limit: 10 })
  expect(items.map((item) => item.recordId)).toEqual(failed)
  expect((await groups()).map((group) => group.code)).not.toContain('source.unavailable')
})

test('the same key gives the same run, also when its group is gone by now', async () => {
  const again = await doclift.services.failures.retryFailures({ code: 'source.unavailable' }, doclift.actor, key('a'))
  expect(again).toMatchObject({ isNew: false, run: { state: 'succeeded', operation: 'back_up' } })
})

test('a group in which nothing failed is refused, and no run comes of it', async () => {
  const before = await doclift.context.ports.tracking.listRuns({ limit: 1 })
  const retry = doclift.services.failures.retryFailures({ code: 'source.unavailable' }, doclift.actor, key('b'))
  await expect(retry).rejects.toMatchObject({ code: 'failures.not-found' })
  expect(await doclift.context.ports.tracking.listRuns({ limit: 1 })).toEqual(before)
})

test('a whole class takes every group for which trying again makes sense, and no other', async () => {
  const retryable = (await groups()).filter((group) => group.class === 'copy' && group.isRetryable)
  expect(retryable.length).toBeGreaterThan(0)
  expect((await groups()).length).toBeGreaterThan(retryable.length)
  const { run } = await doclift.services.failures.retryFailures({ class: 'copy' }, doclift.actor)
  expect(run.scope).toEqual({ kind: 'failures', codes: retryable.map((group) => group.code) })
  const { counts } = await doclift.follow(run.id)
  expect(counts.planned).toBe(retryable.reduce((sum, group) => sum + group.records, 0))
})

test('a failed switch is not tried again without a plan and an approval, and a plan over it can be made', async () => {
  const { items } = await doclift.context.ports.tracking.listRecords({ limit: 1, state: 'verified' })
  const recordId = items[0]?.recordId ?? ''
  await doclift.sandbox.control.fault({ name: 'validation-rule', recordIds: [recordId], message: 'Locked.' })
  await doclift.approve((await doclift.perform('switch', { scope: { kind: 'records', recordIds: [recordId] } })).run.id)
  await doclift.sandbox.control.clearFaults()
  const code = 'FIELD_CUSTOM_VALIDATION_EXCEPTION'
  expect(await groups()).toContainEqual(expect.objectContaining({ class: 'switch', code, records: 1, actor: 'org' }))

  for (const selection of [{ code }, { class: 'switch' as const }]) {
    const retry = doclift.services.failures.retryFailures(selection, doclift.actor)
    await expect(retry).rejects.toMatchObject({
      code: 'failures.needs-approval',
      message: expect.stringContaining('POST /v1/runs'),
    })
  }
  const planned = await doclift.perform('switch', { scope: { kind: 'failures', codes: [code] }, isDryRun: true })
  expect(planned.counts).toMatchObject({ planned: 1, leftOut: 0 })
})
