import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Run } from '../../server/domain/run/run.ts'
import type { Fault } from '../sandbox/org/server.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation
/** Not used up by any test yet. */
let recordIds: string[]

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 150 },
    settings: { COLLECTIONS_UP_TO: '5', SWITCH_BATCH: '10' },
  })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  const { items } = await doclift.context.ports.tracking.listRecords({ limit: 90, state: 'verified' })
  recordIds = items.map((item) => item.recordId)
})
afterEach(() => doclift.sandbox.control.clearFaults())
afterAll(() => doclift.dispose())

test.each([
  { way: 'Collections', records: 4, jobs: 0 },
  { way: 'ingest jobs', records: 20, jobs: 1 },
])(
  'a switch by $way whose user may not write the field any more stops after the first group, and no record is refused',
  async ({ records, jobs }) => {
    const run = await planSwitch(records)
    await doclift.sandbox.control.setMetadata({ canEditField: false })
    const stopped = await doclift.approve(run.id)
    expect(stopped.run).toMatchObject({ state: 'halted', stopCode: 'salesforce.access-lost' })
    expect(stopped.run.stopSentence).toBe(
      'The integration user may no longer write Document__c. No record was marked for it. Give it edit access to the object and that field again, in Setup under Permission Sets, then resume the run.',
    )
    expect(stopped.counts).toMatchObject({ pending: records, outcomes: { refused: 0, failed: 0, in_doubt: 0 } })
    expect(await jobsOf(run.id)).toBe(jobs)
    await doclift.sandbox.control.setMetadata({ canEditField: true })
    await expectToGoOn(run.id, records)
  },
)

test('records that the user may not write, though it may write others, are refused one by one', async () => {
  const statusCode = 'INSUFFICIENT_ACCESS_OR_READONLY'
  const run = await planSwitch(8)
  const ids = run.scope.kind === 'records' ? run.scope.recordIds : []
  await doclift.sandbox.control.fault({ name: 'row-refused', recordIds: ids, statusCode, message: 'No.', times: 100 })
  const { run: ended, counts } = await doclift.approve(run.id)
  expect(ended).toMatchObject({ state: 'partially_succeeded', stopCode: null })
  expect(counts.outcomes.refused).toBe(8)
})

test('a switch whose user sees no document any more stops before it calls any of them gone', async () => {
  const run = await planSwitch(8)
  const all = await runSql<{ id: string }>(doclift.ownerUrl, 'select record_id as id from file_records')
  for (const { id } of all) await doclift.sandbox.control.deleteRecord(id)
  const stopped = await doclift.approve(run.id)
  expect(stopped.run).toMatchObject({ state: 'halted', stopCode: 'salesforce.access-lost' })
  expect(stopped.run.stopSentence).toContain('may no longer see any document')
  expect(stopped.counts).toMatchObject({ pending: 8, outcomes: { conflicted: 0 } })
  for (const { id } of all) await doclift.sandbox.control.undeleteRecord(id)
  await expectToGoOn(run.id, 8)
})

const REFUSED: { how: string; fault: Fault; code: string; sentence: string }[] = [
  {
    how: 'uses an API that was switched off',
    fault: {
      name: 'request-refused',
      status: 403,
      errorCode: 'API_DISABLED_FOR_ORG',
      message: 'API is not enabled',
      share: 1,
    },
    code: 'salesforce.bad-request',
    sentence: 'does not let the integration user do this (403 API_DISABLED_FOR_ORG: API is not enabled)',
  },
  {
    how: 'logs in as a user that was deactivated',
    fault: {
      name: 'request-refused',
      pathPrefix: '/services/oauth2/token',
      status: 400,
      errorCode: 'inactive_user',
      message: 'user is inactive',
      share: 1,
    },
    code: 'salesforce.unauthorised',
    sentence: 'refused the login (400 inactive_user: user is inactive)',
  },
]

test.each(REFUSED)(
  'a switch that $how stops at its first request, and no record fails',
  async ({ fault, code, sentence }) => {
    const run = await planSwitch(8)
    await doclift.sandbox.control.fault(fault)
    await doclift.sandbox.control.expireTokens()
    const stopped = await doclift.approve(run.id)
    expect(stopped.run).toMatchObject({ state: 'halted', stopCode: code })
    expect(stopped.run.stopSentence).toContain(sentence)
    expect(stopped.counts).toMatchObject({ pending: 8, outcomes: { refused: 0, failed: 0, in_doubt: 0 } })
    await doclift.sandbox.control.clearFaults()
    await expectToGoOn(run.id, 8)
  },
)

async function planSwitch(records: number): Promise<Run> {
  const scope = { kind: 'records' as const, recordIds: recordIds.splice(0, records) }
  return (await doclift.perform('switch', { scope })).run
}

async function expectToGoOn(runId: string, records: number): Promise<void> {
  await doclift.services.resumeRun(runId, doclift.actor)
  const { run, counts } = await doclift.follow(runId)
  expect(run).toMatchObject({ state: 'succeeded', stopCode: null })
  expect(counts.outcomes.done).toBe(records)
}

async function jobsOf(runId: string): Promise<number> {
  const sql = `select job_id from ingest_jobs join batches on batches.id = batch_id where run_id = ?`
  return (await runSql(doclift.ownerUrl, sql, [runId])).length
}
