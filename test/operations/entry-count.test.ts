import { afterAll, beforeAll, expect, test } from 'vitest'
import { TransientError } from '../../server/domain/errors.ts'
import { readStatus } from '../../server/operations/read-status.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

const RECORDS = 60

let doclift: TestInstallation
beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: RECORDS } })
})
afterAll(() => doclift.dispose())

const status = () => readStatus(doclift.services)

/** The org of the next inventory, except for its own count. */
async function inventoryWith(countEntries: () => Promise<number>) {
  const { ports } = doclift.context
  const usual = ports.org
  ports.org = { ...usual, countEntries }
  const { run } = await doclift.perform('inventory')
  ports.org = usual
  return run
}

test('an inventory that found what the org counts gives no warning', async () => {
  await doclift.perform('inventory')
  const { overview, countWarning } = await status()
  expect(overview.entryCount).toMatchObject({ inOrg: RECORDS, inLedger: RECORDS })
  expect(countWarning).toBeNull()
})

test('a deleted record is in neither count', async () => {
  const { items } = await doclift.services.tracking.listRecords({ limit: 1 })
  await doclift.sandbox.control.deleteRecord(items[0]?.recordId ?? '')
  await doclift.perform('inventory')
  const { overview, countWarning } = await status()
  expect(overview).toMatchObject({ total: RECORDS, outOfScope: { deleted: 1 } })
  expect(overview.entryCount).toMatchObject({ inOrg: RECORDS - 1, inLedger: RECORDS - 1 })
  expect(countWarning).toBeNull()
})

test('an org that counts more than the inventory found is told with both numbers', async () => {
  const run = await inventoryWith(async () => RECORDS + 4)
  expect(run.state).toBe('succeeded')
  expect((await status()).countWarning).toMatch(/^Salesforce counts 64 entries; the inventory found 59\./)
})

test('an inventory whose org cannot count succeeds, and the count before stays the last', async () => {
  const run = await inventoryWith(() => Promise.reject(new TransientError('salesforce.unavailable', 'It is away.')))
  expect(run.state).toBe('succeeded')
  expect((await status()).overview.entryCount).toMatchObject({ inOrg: RECORDS + 4, inLedger: RECORDS - 1 })
})
