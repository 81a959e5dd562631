import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 } })
  await doclift.perform('inventory')
})
afterAll(() => doclift.dispose())

async function refusal(): Promise<string> {
  const { run } = await doclift.perform('switch')
  const approval = doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  const error: Error = await approval.then(() => new Error('it was approved')).catch((thrown: Error) => thrown)
  expect((await doclift.context.ports.tracking.getRun(run.id))?.state).toBe('planned')
  return error.message
}

test('before a back-up the gate names the missing share with its numbers', async () => {
  expect(await refusal()).toMatch(/tracking\.success-rate.*Of \d+ records in scope, 0 are copied and checked/s)
})

test('a planned record that changed in Salesforce since the inventory refuses the gate', async () => {
  await doclift.perform('back_up')
  const recordId = await firstVerified()
  await doclift.sandbox.control.editRecord(recordId, { Name: 'renamed since.pdf' })
  expect(await refusal()).toMatch(new RegExp(`tracking\\.unchanged.*1 record on the list.*${recordId}`, 's'))
  await doclift.perform('inventory')
})

test('sources that were confirmed too long ago refuse the gate until they are verified again', async () => {
  const recordId = await firstVerified()
  const stale = `update file_records set source_confirmed_at = now() - interval '25 hours' where record_id = '${recordId}'`
  await runSql(doclift.ownerUrl, stale)
  expect(await refusal()).toMatch(/tracking\.sources-fresh/)
  await doclift.perform('verify')
  const { run } = await doclift.perform('switch')
  expect((await doclift.services.gateOf(run.id))?.outcome).toBe('passed')
})

test('an object that users cannot open refuses the gate', async () => {
  const record = await doclift.context.ports.tracking.getRecord(await firstVerified())
  await doclift.context.ports.store.delete(record?.objectKey ?? '')
  expect(await refusal()).toMatch(/links\.resolve/)
  await doclift.perform('verify')
  await doclift.perform('back_up')
})

test('invariant 12: evidence that has grown old refuses although it passed', async () => {
  const { run } = await doclift.perform('switch')
  await runSql(doclift.ownerUrl, `update evidence set fresh_until = now() where run_id = '${run.id}'`)
  const approval = doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  await expect(approval).rejects.toMatchObject({ code: 'gate.refused' })
})

test('the gate passes once everything is true again, and what was started stays as it was judged', async () => {
  const { run } = await doclift.perform('switch')
  expect((await doclift.approve(run.id)).run.state).toBe('succeeded')
  const aged = `set measured_at = measured_at - interval '1 day', fresh_until = fresh_until - interval '1 day'`
  await runSql(doclift.ownerUrl, `update evidence ${aged}`)
  expect((await doclift.services.gateOf(run.id))?.outcome).toBe('passed')
})

test('the profile testing asks for no report about a sandbox', async () => {
  const items = doclift.context.probes.map(({ id }) => id)
  expect(items).toHaveLength(7)
  expect(items).not.toContain('salesforce.conforms')
})

async function firstVerified(): Promise<string> {
  const { items } = await doclift.context.ports.tracking.listRecords({ limit: 1, state: 'verified' })
  return items[0]?.recordId ?? ''
}
