import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { openInstallation } from '../../server/wiring.ts'
import { openTestInstallation, silentLog, type TestInstallation } from '../support/installation.ts'

const MOST_COMPARED = 3
let doclift: TestInstallation
let recordIds: string[]

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 80 },
    settings: { SALESFORCE_VERSION_OBJECT: 'DocListEntryVersion__c' },
  })
  await doclift.perform('inventory')
  await doclift.perform('back_up', { firstRecords: 30 })
  const { items } = await doclift.services.tracking.listRecords({ limit: 200, state: 'verified' })
  recordIds = items.slice(0, 5).map(({ recordId }) => recordId)
})
afterAll(() => doclift.dispose())

/** What an installation with these settings says of versions. */
async function look(settings: Record<string, string> = {}) {
  const other = await openInstallation(readConfig({ ...doclift.settings, ...settings }), silentLog)
  const checks = await other.services.diagnostics.checkConnections()
  await other.close()
  return checks.find(({ name }) => name === 'versions')
}

test('that the latest version is copied is inconclusive without documents that have versions, and is told plainly', async () => {
  expect(await look()).toMatchObject({ status: 'unknown', sentence: expect.stringContaining('not proven') })
})

test('documents with newer versions prove it, or show that first versions are copied', async () => {
  for (const recordId of recordIds) await doclift.sandbox.control.uploadNewVersion(recordId)
  await doclift.perform('catch_up')
  expect(await look()).toMatchObject({ status: 'ok', facts: { compared: MOST_COMPARED, differing: MOST_COMPARED } })
  expect(await look({ VENDOR_VERSION: 'FIRST' })).toMatchObject({
    status: 'failing',
    facts: { compared: MOST_COMPARED, differing: 0 },
    advice: expect.stringContaining('VENDOR_VERSION'),
  })
})

test('a source without versions has nothing to say of them', async () => {
  expect(await look({ SOURCES: 'https', SOURCE_HTTPS_HOSTS: 'files.example' })).toBeUndefined()
})
