import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OrgSetup } from '../../server/ports/org-setup.ts'
import type { OrgMetadata } from '../sandbox/org/metadata.ts'
import { caught } from './salesforce-org.suite.ts'

/** What these need of an org: an administrator who changes its set-up. */
export interface OrgSetupFixture {
  setup: OrgSetup
  /** The same org, asked about an object that it does not have. */
  setupOfMissingObject: OrgSetup
  /** What is not named is as in an org in which nothing runs. */
  setUp(metadata: Partial<OrgMetadata>): void
  close(): Promise<void>
}

/** Everything that reads the set-up of an org passes these. */
export function orgSetupSuite(name: string, open: () => Promise<OrgSetupFixture>): void {
  describe(name, () => {
    let fixture: OrgSetupFixture
    beforeAll(async () => {
      fixture = await open()
    })
    beforeEach(() => fixture.setUp({}))
    afterAll(() => fixture.close())

    test('the document object is described with its URL field', async () => {
      const field = { type: 'url', maxCharacters: 255, isUpdateable: true, isCalculated: false, isEncrypted: false }
      expect(await fixture.setup.describeDocuments()).toEqual({ isUpdateable: true, field })
      fixture.setUp({ canEditField: false, isEncrypted: true })
      expect(await fixture.setup.describeDocuments()).toEqual({
        isUpdateable: true,
        field: { ...field, isUpdateable: false, isEncrypted: true },
      })
      fixture.setUp({ canEditObject: false })
      expect(await fixture.setup.describeDocuments()).toMatchObject({ isUpdateable: false })
    })

    test('an object that is not there is described by nothing', async () => {
      expect(await fixture.setupOfMissingObject.describeDocuments()).toBeUndefined()
    })

    test('the rights of the integration user are its own', async () => {
      expect(await fixture.setup.readRights()).toEqual({ isApiEnabled: true, canViewAll: true })
      fixture.setUp({ isApiEnabled: false, canViewAll: false })
      expect(await fixture.setup.readRights()).toEqual({ isApiEnabled: false, canViewAll: false })
    })

    test('of triggers and flows those are told that are active and run on updates', async () => {
      expect([await fixture.setup.readTriggers(), await fixture.setup.readFlows()]).toEqual([[], []])
      fixture.setUp({
        triggers: [{ name: 'OnUpdate' }, { name: 'Inactive', isActive: false }, { name: 'OnInsert', onUpdate: false }],
        flows: [
          { apiName: 'On_save', label: 'On save', recordTriggerType: 'CreateAndUpdate' },
          { apiName: 'Inactive', isActive: false },
          { apiName: 'On_create', recordTriggerType: 'Create' },
          { apiName: 'On_delete', triggerType: 'RecordBeforeDelete' },
        ],
      })
      expect(await fixture.setup.readTriggers()).toEqual([{ name: 'OnUpdate' }])
      expect(await fixture.setup.readFlows()).toEqual([{ name: 'On save' }])
    })

    test('rules are told with what they do, and one that hides its formula with none', async () => {
      expect([await fixture.setup.readValidationRules(), await fixture.setup.readWorkflowRules()]).toEqual([[], []])
      fixture.setUp({
        validationRules: [
          { name: 'Season', formula: 'ISCHANGED(Document__c)' },
          { name: 'Packaged', formula: null },
          { name: 'Inactive', isActive: false, formula: 'true' },
        ],
        workflowRules: [
          { name: 'Tell', outboundMessages: ['one', 'two'] },
          { name: 'Inactive', isActive: false },
        ],
      })
      const rules = (await fixture.setup.readValidationRules()).toSorted((one, two) => (one.name < two.name ? -1 : 1))
      expect(rules).toEqual([
        { name: 'Packaged', formula: null },
        { name: 'Season', formula: 'ISCHANGED(Document__c)' },
      ])
      expect(await fixture.setup.readWorkflowRules()).toEqual([{ name: 'Tell', outboundMessages: 2 }])
    })

    test('history and change data capture are told of the field and the object', async () => {
      expect([await fixture.setup.isHistoryTracked(), await fixture.setup.isChangeCaptured()]).toEqual([false, false])
      fixture.setUp({ isHistoryTracked: true, isChangeDataCaptured: true })
      expect([await fixture.setup.isHistoryTracked(), await fixture.setup.isChangeCaptured()]).toEqual([true, true])
      expect(await fixture.setupOfMissingObject.isHistoryTracked()).toBeUndefined()
    })

    test('a package that is not there has no licence', async () => {
      expect(await fixture.setup.readLicence('nobody')).toBeUndefined()
    })

    test('what the integration user may not look at is refused with the word of the org', async () => {
      fixture.setUp({ hiddenObjects: ['FlowDefinitionView'] })
      expect(await caught(fixture.setup.readFlows())).toMatchObject({
        code: 'salesforce.bad-request',
        behaviour: 'fatal',
        facts: { errorCode: 'INVALID_TYPE' },
      })
    })
  })
}
