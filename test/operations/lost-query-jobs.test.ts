import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Operation } from '../../server/domain/run/run.ts'
import type { Fault } from '../sandbox/org/server.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { readOrgUrls } from '../support/org-urls.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 150 } })
})
afterEach(() => doclift.sandbox.control.clearFaults())
afterAll(() => doclift.dispose())

const LOSSES: { how: string; fault: Fault; code: string }[] = [
  { how: 'deleted', fault: { name: 'job-deleted', of: 'query' }, code: 'salesforce.query-expired' },
  { how: 'aborted', fault: { name: 'job-aborted', of: 'query' }, code: 'salesforce.query-expired' },
  { how: 'failed', fault: { name: 'job-failed', of: 'query' }, code: 'salesforce.query-failed' },
]

describe.each(LOSSES)('a query job that was $how in the org', ({ fault, code }) => {
  test.each<Operation>(['inventory', 'catch_up'])(
    'costs a run of %s another job and nothing else',
    async (operation) => {
      await letCatchUpReadByJobs()
      await doclift.sandbox.control.fault({ ...fault, times: 2 } as Fault)
      const { run } = await doclift.perform(operation)
      expect(run).toMatchObject({ state: 'succeeded', stopCode: null })
      await expectWholeLedger()
    },
  )

  test('again and again stops the inventory with the reason, and whoever resumes it begins with a new job', async () => {
    await doclift.sandbox.control.fault({ ...fault, share: 1 } as Fault)
    const { run } = await doclift.perform('inventory')
    expect(run).toMatchObject({ state: 'halted', stopCode: code })
    expect(run.stopSentence).toMatch(/[Rr]esume the run/)
    await doclift.sandbox.control.clearFaults()
    await doclift.services.resumeRun(run.id, doclift.actor)
    expect((await doclift.follow(run.id)).run).toMatchObject({ state: 'succeeded', stopCode: null })
    await expectWholeLedger()
  })
})

test('a dry run of an inventory whose query job is lost counts every entry once', async () => {
  await doclift.sandbox.control.fault({ name: 'job-deleted', of: 'query' })
  const { run, counts } = await doclift.perform('inventory', { isDryRun: true })
  expect(run.state).toBe('succeeded')
  expect(counts.planned + counts.leftOut).toBe(150)
})

/** The org's list of deletions does not reach that far back, so the ids of all entries are read. */
async function letCatchUpReadByJobs(): Promise<void> {
  await runSql(doclift.ownerUrl, `update runs set watermark = watermark - interval '40 days' returning id`)
}

async function expectWholeLedger(): Promise<void> {
  const rows = await runSql<{ record_id: string; document_url: string | null }>(
    doclift.ownerUrl,
    `select record_id, document_url from file_records where out_of_scope_reason is distinct from 'deleted'`,
  )
  const inOrg = await readOrgUrls(doclift.sandbox.info.org)
  expect(new Map(rows.map((row) => [row.record_id, row.document_url]))).toEqual(inOrg)
}
