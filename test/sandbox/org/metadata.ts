import { formatId } from './ids.ts'
import { integrationUser } from './people.ts'
import { documentFields, type ObjectDefinition } from './schema.ts'

/** An Apex trigger on the document object. */
export interface TriggerSetting {
  name: string
  isActive?: boolean
  /** Whether it runs on updates; one that does not runs on inserts. True when absent. */
  onUpdate?: boolean
}

/** A flow that starts when a record is saved. */
export interface FlowSetting {
  apiName: string
  label?: string
  isActive?: boolean
  triggerType?: 'RecordBeforeSave' | 'RecordAfterSave' | 'RecordBeforeDelete'
  recordTriggerType?: 'Create' | 'Update' | 'CreateAndUpdate' | 'Delete'
}

export interface ValidationRuleSetting {
  name: string
  isActive?: boolean
  /** Null for a rule of a managed package that hides it. */
  formula: string | null
}

export interface WorkflowRuleSetting {
  name: string
  isActive?: boolean
  /** Names of the outbound messages it sends. */
  outboundMessages?: readonly string[]
}

export interface PackageLicenceSetting {
  status: 'Active' | 'Expired' | 'Free' | 'Trial'
  /** ISO 8601; null for a licence without an end. */
  expiresAt: string | null
  /** -1 for a licence of the whole org. */
  allowed: number
  isOursAssigned: boolean
}

/** What each updated record sets off, in the name of whoever updated it. */
export interface AutomationSetting {
  /** Rows of Task that are made. */
  tasks?: number
  /** Whether the tasks that others made before are changed as well. */
  changesTasks?: boolean
  /** Rows of AsyncApexJob. */
  asyncJobs?: number
  dataStorageMb?: number
  fileStorageMb?: number
}

/** What an administrator has set up around the document object. */
export interface OrgMetadata {
  triggers: readonly TriggerSetting[]
  flows: readonly FlowSetting[]
  validationRules: readonly ValidationRuleSetting[]
  workflowRules: readonly WorkflowRuleSetting[]
  /** Null for an org in which an update sets nothing off. */
  automation: AutomationSetting | null
  isHistoryTracked: boolean
  isChangeDataCaptured: boolean
  isEncrypted: boolean
  packageLicence: PackageLicenceSetting | null
  canEditObject: boolean
  canEditField: boolean
  isApiEnabled: boolean
  canViewAll: boolean
  /** Objects that queries of the integration user do not find, as without the permission for them. */
  hiddenObjects: readonly string[]
}

/** The set-up of an org, and where the document object is named in it. */
export interface OrgSetup {
  settings: OrgMetadata
  readonly objectName: string
  /** As it stands before the names of the package's own things; null without a package. */
  readonly namespace: string | null
  readonly urlField: string
  /** Id of the document object itself, 18 characters. */
  readonly entityId: string
}

/** An org as it is when nobody has changed it: nothing runs, and the integration user may do its work. */
export function newSetup(objectName: string, prefix: string): OrgSetup {
  return {
    settings: {
      triggers: [],
      flows: [],
      validationRules: [],
      workflowRules: [],
      automation: null,
      isHistoryTracked: false,
      isChangeDataCaptured: false,
      isEncrypted: false,
      packageLicence: prefix === '' ? null : { status: 'Active', expiresAt: null, allowed: -1, isOursAssigned: false },
      canEditObject: true,
      canEditField: true,
      isApiEnabled: true,
      canViewAll: true,
      hiddenObjects: [],
    },
    objectName,
    namespace: prefix === '' ? null : prefix.replace(/__$/, ''),
    urlField: documentFields(prefix).url,
    entityId: formatId('01IMx0', 1),
  }
}

/** Id of the permission set that gives the integration user its permissions. */
export const PERMISSION_SET_ID = formatId('0PSMx0', 1)
export const PERMISSION_ASSIGNMENT = {
  Id: formatId('0PaMx1', 1),
  AssigneeId: integrationUser.userId,
  PermissionSetGroupId: null,
  PermissionSetId: PERMISSION_SET_ID,
  ExpirationDate: null,
}

/** The document object as the integration user may use it: permissions and encryption follow the set-up. */
export function followSetup(definition: ObjectDefinition, setup: OrgSetup): ObjectDefinition {
  const fields = definition.fields.map((field) => {
    if (field.name !== setup.urlField) return field
    return {
      ...field,
      get isUpdateable() {
        return setup.settings.canEditField && setup.settings.canEditObject
      },
      get isEncrypted() {
        return setup.settings.isEncrypted
      },
    }
  })
  return {
    ...definition,
    fields,
    get isUpdateable() {
      return setup.settings.canEditObject
    },
  }
}
