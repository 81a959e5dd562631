import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { PermanentError } from '../../server/domain/errors.ts'
import { chunksOf } from '../../server/domain/object/byte-body.ts'
import { RUN_COLUMNS } from '../../server/domain/report/run-report.ts'
import type { Context } from '../../server/operations/context.ts'
import { findWaste, sweepNow } from '../../server/operations/housekeeping/keep-house.ts'
import { formatWholeRows } from '../../server/operations/reports/format-rows.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation
let backUpId: string
let verifyId: string

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 30 } })
  await doclift.perform('inventory')
  backUpId = (await doclift.perform('back_up')).run.id
})
beforeEach(async () => {
  verifyId = (await doclift.perform('verify')).run.id
})
afterEach(() => doclift.sandbox.store.clearFaults())
afterAll(() => doclift.dispose())

test('items of old verifications and dry runs become a file in the bucket, and their counts stay', async () => {
  const dryId = (await doclift.perform('verify', { isDryRun: true })).run.id
  const [report, counts] = [await reportOf(verifyId), await countsOf(verifyId)]
  await age(89)
  expect(await find()).toMatchObject({ found: 0 })
  await age(2)
  const items = (await itemsOf(verifyId)) + (await itemsOf(dryId))
  const ofBackUp = await itemsOf(backUpId)
  expect(ofBackUp).toBeGreaterThan(0)
  expect(await find()).toMatchObject({ found: items, removed: 0 })
  expect(await sweep()).toEqual({ subject: 'run-items', found: items, removed: items, sentence: null })
  expect([await itemsOf(verifyId), await itemsOf(dryId), await itemsOf(backUpId)]).toEqual([0, 0, ofBackUp])
  expect(await countsOf(verifyId)).toEqual(counts)
  const archive = (await getRun(verifyId))?.archive
  const stored = await read(archive?.key ?? '')
  expect(stored).toBe(report)
  expect(archive?.sha256).toBe(createHash('sha256').update(stored).digest('hex'))
  const asked = doclift.services.reports.openReport({ report: 'run', id: verifyId }, 'json')
  await expect(asked).rejects.toMatchObject({
    code: 'run.items-archived',
    message: expect.stringContaining(archive?.key ?? '?'),
  })
})

test('a bucket that does not take the file leaves the items where they are, until the next sweep', async () => {
  await age(91)
  const items = await itemsOf(verifyId)
  await doclift.sandbox.store.fail('put', { with: 'internal-error' })
  expect(await sweep()).toMatchObject({ removed: 0, sentence: expect.stringContaining('The next sweep goes on here.') })
  expect([await itemsOf(verifyId), (await getRun(verifyId))?.archive]).toEqual([items, null])
  expect(await sweep()).toMatchObject({ removed: items })
})

test('a process that dies between the file and the removal is followed by one that removes the rest', async () => {
  await age(91)
  const items = await itemsOf(verifyId)
  const { context } = doclift
  const dying = async () => {
    throw new PermanentError('test.died', 'The process died.')
  }
  const tracking: Context['ports']['tracking'] = { ...context.ports.tracking, removeArchivedItems: dying }
  await sweepNow({ ...context, ports: { ...context.ports, tracking } }, doclift.actor)
  const archive = (await getRun(verifyId))?.archive
  expect([archive?.items, await itemsOf(verifyId)]).toEqual([items, items])
  expect(await sweep()).toMatchObject({ removed: items })
  expect((await getRun(verifyId))?.archive).toEqual(archive)
})

test('what a back-up did cannot be archived, whoever asks', async () => {
  const archive = `update runs set archive_key = 'k', archive_sha256 = 's', archived_items = 1, archived_at = now()`
  const asked = runSql(doclift.ownerUrl, `${archive} where id = ?`, [backUpId])
  await expect(asked).rejects.toMatchObject({ constraint: 'only_items_that_wrote_nothing_are_archived' })
})

async function find() {
  return (await findWaste(doclift.context)).find(({ subject }) => subject === 'run-items')
}

async function sweep() {
  return (await sweepNow(doclift.context, doclift.actor)).find(({ subject }) => subject === 'run-items')
}

function getRun(runId: string) {
  return doclift.context.ports.tracking.getRun(runId)
}

function countsOf(runId: string) {
  return doclift.context.ports.tracking.countsOf(runId)
}

async function age(days: number): Promise<void> {
  const text = 'update runs set ended_at = ended_at - make_interval(days => ?) where ended_at is not null returning id'
  await runSql(doclift.ownerUrl, text, [days])
}

async function itemsOf(runId: string): Promise<number> {
  return (await runSql(doclift.ownerUrl, 'select from run_items where run_id = ?', [runId])).length
}

async function reportOf(runId: string): Promise<string> {
  const pages = doclift.context.ports.tracking.runReport(runId, 100)
  return (await Array.fromAsync(formatWholeRows(pages, RUN_COLUMNS, 'json'))).join('')
}

async function read(key: string): Promise<string> {
  const { body } = await doclift.context.ports.store.get(key)
  const parts: Buffer[] = []
  for await (const chunk of chunksOf(body)) parts.push(Buffer.from(chunk))
  return Buffer.concat(parts).toString()
}
