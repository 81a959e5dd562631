import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

const NAMES = {
  SALESFORCE_OBJECT: 'tlnd__DocListEntry__c',
  SALESFORCE_URL_FIELD: 'tlnd__Document__c',
  SALESFORCE_IDENTIFIER_FIELD: 'tlnd__Identifier__c',
  SALESFORCE_ACCOUNT_FIELD: 'tlnd__Account__c',
  SALESFORCE_TYPE_FIELD: 'tlnd__Type_Current__c',
  SALESFORCE_VERSION_OBJECT: 'tlnd__DocListEntryVersion__c',
  SALESFORCE_VERSION_DOCUMENT_FIELD: 'tlnd__DocListEntry__c',
}

let doclift: TestInstallation

async function urlInOrg(recordId: string): Promise<unknown> {
  return (await doclift.sandbox.control.readRecord(recordId)).tlnd__Document__c
}

async function recordsIn(state: 'verified' | 'confirmed' | 'rolled_back') {
  return (await doclift.context.ports.tracking.listRecords({ limit: 200, state })).items
}

describe.each([
  ['Bulk', '0'],
  ['Collections', '200'],
])('an object of a package with a namespace, written by %s', (_way, collectionsUpTo) => {
  let original: Map<string, unknown>

  beforeAll(async () => {
    doclift = await openTestInstallation({
      sandbox: { records: 80, namespace: 'tlnd' },
      settings: { ...NAMES, COLLECTIONS_UP_TO: collectionsUpTo },
    })
  })
  afterAll(() => doclift.dispose())

  test('goes from inventory and back-up through a switch and back to what it was', async () => {
    expect((await doclift.perform('inventory')).run.state).toBe('succeeded')
    expect((await doclift.services.tracking.readOverview()).total).toBe(80)
    await doclift.perform('back_up')
    const verified = await recordsIn('verified')
    expect(verified.length).toBeGreaterThan(0)
    expect(verified.every(({ accountName }) => accountName !== null)).toBe(true)
    original = new Map(
      await Promise.all(verified.map(async ({ recordId }) => [recordId, await urlInOrg(recordId)] as const)),
    )

    const { run } = await doclift.perform('switch')
    expect((await doclift.approve(run.id)).run.state).toBe('succeeded')
    const switched = await recordsIn('confirmed')
    expect(switched.map(({ recordId }) => recordId).toSorted()).toEqual([...original.keys()].toSorted())
    for (const { recordId } of switched) expect(await urlInOrg(recordId)).not.toBe(original.get(recordId))

    expect((await doclift.perform('roll_back')).run.state).toBe('succeeded')
    for (const [recordId, url] of original) expect(await urlInOrg(recordId)).toBe(url)
    expect(await recordsIn('rolled_back')).toHaveLength(original.size)
  })

  test('finds a new version and a new link by catch-up', async () => {
    const [recordId = ''] = original.keys()
    const newUrl = await doclift.sandbox.control.uploadNewVersion(recordId, { hasNewUrl: true })
    expect(newUrl).toBe(await urlInOrg(recordId))
    expect((await doclift.perform('catch_up')).run.state).toBe('succeeded')
    const { items } = await doclift.context.ports.tracking.listDrift({ limit: 50, recordId })
    expect(items.map(({ kind }) => kind)).toContain('newer-version')
    expect((await doclift.context.ports.tracking.getRecord(recordId))?.documentUrl).toBe(newUrl)
  })

  test('the preflight finds field, rights and licence under their full names', async () => {
    const { lines } = await doclift.services.preflight.make({ countInOrg: 80 }, doclift.actor)
    const outcomes = Object.fromEntries(lines.map(({ item, outcome }) => [item, outcome]))
    expect(outcomes).toMatchObject({ permissions: 'passed', sharing: 'passed', 'package-licence': 'passed' })
    expect(lines.find(({ item }) => item === 'field')?.sentence).toContain('tlnd__Document__c')
  })
})
