import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Preflight, PreflightItem } from '../../server/domain/preflight/preflight.ts'
import type { OrgMetadata } from '../sandbox/org/metadata.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const NOTHING: Partial<OrgMetadata> = {
  triggers: [],
  flows: [],
  validationRules: [],
  workflowRules: [],
  isHistoryTracked: false,
  isChangeDataCaptured: false,
  isEncrypted: false,
  canEditObject: true,
  canEditField: true,
  isApiEnabled: true,
  canViewAll: true,
  hiddenObjects: [],
}

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 } })
})
afterAll(() => doclift.dispose())
beforeEach(() => doclift.sandbox.control.setMetadata(NOTHING))

async function look(change: Partial<OrgMetadata> = {}, countInOrg: number | null = null): Promise<Preflight> {
  await doclift.sandbox.control.setMetadata(change)
  return await doclift.services.preflight.make({ countInOrg }, doclift.actor)
}

function lineOf(preflight: Preflight, item: PreflightItem) {
  const line = preflight.lines.find((one) => one.item === item)
  if (!line) throw new Error(`There is no line ${item}.`)
  return line
}

describe('a preflight of an org', () => {
  test('before the first one there is none, and says how to make one', async () => {
    await expect(doclift.services.preflight.newest()).rejects.toMatchObject({ code: 'preflight.none' })
  })

  test('an org in which nothing runs says so, and what is not known yet is inconclusive', async () => {
    const found = await look()
    expect(found.automation).toBe('No flow, trigger or workflow rule runs on the records.')
    expect(lineOf(found, 'field')).toMatchObject({ outcome: 'inconclusive', facts: { maxCharacters: 255 } })
    expect(lineOf(found, 'permissions').outcome).toBe('passed')
    expect(lineOf(found, 'package-licence').outcome).toBe('passed')
    expect(lineOf(found, 'encryption').outcome).toBe('passed')
    expect(await doclift.services.preflight.newest()).toEqual(found)
    const audit = `select actor_id from audit_entries where action = 'preflight.made' and subject = '${found.id}'`
    expect(await runSql(doclift.ownerUrl, audit)).toEqual([{ actor_id: doclift.actor.id }])
  })

  test('what runs on each record is counted: active ones, on updates, of this object', async () => {
    const found = await look({
      triggers: [{ name: 'Audit' }, { name: 'Old', isActive: false }, { name: 'OnInsert', onUpdate: false }],
      flows: [
        { apiName: 'Notify', label: 'Notify owner' },
        { apiName: 'Stamp', triggerType: 'RecordBeforeSave', recordTriggerType: 'Update' },
        { apiName: 'Welcome', recordTriggerType: 'Create' },
        { apiName: 'Draft', isActive: false },
      ],
      workflowRules: [
        { name: 'Tell ERP', outboundMessages: ['ERP'] },
        { name: 'Off', isActive: false },
      ],
    })
    expect(found.automation).toBe('2 flows, 1 trigger and 1 workflow rule run on each record.')
    expect(lineOf(found, 'flows').sentence).toContain('Notify owner, Stamp')
    expect(lineOf(found, 'triggers').facts).toEqual({ active: 1, names: 'Audit' })
    expect(lineOf(found, 'workflow-rules').facts).toMatchObject({ active: 1, outboundMessages: 1 })
  })

  test('a validation rule that names the field warns; one that hides its formula is not known', async () => {
    const longer = { name: 'Longer', formula: 'ISBLANK(My_Document__c)' }
    const naming = { name: 'Vendor_only', formula: 'NOT(CONTAINS( document__C , "vendor"))' }
    const first = lineOf(await look({ validationRules: [longer, naming] }), 'validation-rules')
    expect(first).toMatchObject({ outcome: 'warning', facts: { active: 2, nameTheField: 1, names: 'Vendor_only' } })
    const hidden = lineOf(
      await look({ validationRules: [longer, { name: 'Packed', formula: null }] }),
      'validation-rules',
    )
    expect(hidden.outcome).toBe('inconclusive')
    expect(lineOf(await look({ validationRules: [longer] }), 'validation-rules').outcome).toBe('passed')
  })

  test('history, change data capture and encryption are told with what they mean', async () => {
    const quiet = await look()
    expect(lineOf(quiet, 'field-history').outcome).toBe('warning')
    expect(lineOf(quiet, 'change-data-capture').outcome).toBe('passed')
    const loud = await look({ isHistoryTracked: true, isChangeDataCaptured: true, isEncrypted: true })
    expect(lineOf(loud, 'field-history').outcome).toBe('passed')
    expect(lineOf(loud, 'change-data-capture').sentence).toContain('each switched record is one event')
    expect(lineOf(loud, 'encryption')).toMatchObject({ outcome: 'warning', facts: { isEncrypted: true } })
  })

  test('sharing needs two counts that agree', async () => {
    const alone = lineOf(await look(), 'sharing')
    expect(alone).toMatchObject({ outcome: 'inconclusive', facts: { inOrg: null, seenByUs: 120 } })
    expect(lineOf(await look({}, 120), 'sharing').outcome).toBe('passed')
    expect(lineOf(await look({}, 121), 'sharing')).toMatchObject({ outcome: 'inconclusive', facts: { inOrg: 121 } })
  })

  test('a missing right fails, and without View All it is a warning', async () => {
    expect(lineOf(await look({ canViewAll: false }), 'permissions').outcome).toBe('warning')
    const closed = await look({ canEditField: false })
    expect(lineOf(closed, 'permissions')).toMatchObject({ outcome: 'failed', facts: { canEditField: false } })
    expect(lineOf(closed, 'field').outcome).toBe('failed')
    expect(closed.outcome).toBe('failed')
  })

  test('what the integration user may not see is inconclusive and names the permission', async () => {
    const objects = ['FlowDefinitionView', 'ApexTrigger', 'ValidationRule', 'WorkflowRule', 'FieldDefinition']
    const found = await look({ hiddenObjects: [...objects, 'PlatformEventChannelMember', 'ObjectPermissions'] })
    const unseen = found.lines.filter(({ facts }) => facts.errorCode === 'INVALID_TYPE').map(({ item }) => item)
    expect(unseen.toSorted()).toEqual([
      'change-data-capture',
      'field-history',
      'flows',
      'permissions',
      'triggers',
      'validation-rules',
      'workflow-rules',
    ])
    for (const item of unseen) expect(lineOf(found, item).outcome).toBe('inconclusive')
    expect(lineOf(found, 'flows').sentence).toContain('"View Setup and Configuration"')
    expect(found.automation).toBe('How many flows, triggers and workflow rules run on each record is not known.')
  })

  test('an org that does not answer leaves inconclusive all that only the org can tell', async () => {
    await doclift.sandbox.control.fault({ name: 'http-503-html', pathPrefix: '/services/data', times: 200 })
    const found = await look({}, 120)
    await doclift.sandbox.control.clearFaults()
    // That the object is of no package, its name tells.
    const asked = found.lines.filter(({ item }) => item !== 'package-licence')
    expect(new Set(asked.map(({ outcome }) => outcome))).toEqual(new Set(['inconclusive']))
  })

  test('the same key gives the first answer again, and another body with it is refused', async () => {
    const key = { subject: 'me', route: 'POST /v1/preflight', key: 'k', bodyHash: 'a' }
    const first = await doclift.services.preflight.make({ countInOrg: null }, doclift.actor, key)
    expect(await doclift.services.preflight.make({ countInOrg: null }, doclift.actor, key)).toEqual(first)
    const other = doclift.services.preflight.make({ countInOrg: 1 }, doclift.actor, { ...key, bodyHash: 'b' })
    await expect(other).rejects.toMatchObject({ code: 'api.idempotency-reused' })
  })
})

test('the longest planned link is measured, and a right that is taken away stops the approval', async () => {
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  await doclift.perform('switch')
  const found = lineOf(await look(), 'field')
  expect(found.outcome).toBe('passed')
  expect(found.facts.longestPlanned).toBeGreaterThan(0)
  await doclift.sandbox.control.setMetadata({ canEditObject: false })
  const { run } = await doclift.perform('switch')
  const approval = doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  await expect(approval).rejects.toMatchObject({
    code: 'gate.refused',
    message: expect.stringContaining('salesforce.permissions'),
  })
})
