import { soqlText } from '../../domain/org/soql.ts'
import type { DocumentShape, PackageLicence, UserRights } from '../../domain/preflight/facts.ts'
import type { OrgSetup } from '../../ports/org-setup.ts'
import { idOf, timestampOf } from './entry-fields.ts'
import { unexpectedAnswer } from './errors.ts'
import {
  booleanIn,
  isJsonObject,
  type JsonObject,
  jsonObject,
  nullableTextIn,
  numberIn,
  parseJson,
  textIn,
} from './json.ts'
import { readFlows, readTriggers, readValidationRules, readWorkflowRules } from './setup-automation.ts'
import { rowsOf, type SetupParts } from './setup-rows.ts'

/** Reads how the org is set up around the document object, by describe, SOQL and the Tooling API. */
export function orgSetup(parts: SetupParts): OrgSetup {
  return {
    describeDocuments: () => describeDocuments(parts),
    readRights: () => readRights(parts),
    readTriggers: () => readTriggers(parts),
    readFlows: () => readFlows(parts),
    readWorkflowRules: () => readWorkflowRules(parts),
    readValidationRules: () => readValidationRules(parts),
    isHistoryTracked: () => isHistoryTracked(parts),
    isChangeCaptured: () => isChangeCaptured(parts),
    readLicence: (namespace) => readLicence(parts, namespace),
  }
}

async function describeDocuments({ requests, apiVersion, names }: SetupParts): Promise<DocumentShape | undefined> {
  const path = `/services/data/v${apiVersion}/sobjects/${encodeURIComponent(names.object)}/describe`
  const answer = await requests.read({ method: 'GET', path, understood: [404] })
  if (answer.status === 404) return undefined
  const description = jsonObject(parseJson(answer), 'a description of the object')
  if (!Array.isArray(description.fields)) throw unexpectedAnswer('a list of fields')
  const fields: unknown[] = description.fields
  const field = fields.find((one) => isJsonObject(one) && isSameName(textIn(one, 'name'), names.urlField))
  return {
    isUpdateable: booleanIn(description, 'updateable'),
    field: field === undefined ? null : toField(jsonObject(field, 'a field')),
  }
}

function toField(field: JsonObject): DocumentShape['field'] {
  return {
    type: textIn(field, 'type'),
    maxCharacters: numberIn(field, 'length'),
    isUpdateable: booleanIn(field, 'updateable') && !booleanIn(field, 'calculated'),
    isCalculated: booleanIn(field, 'calculated'),
    // Described only where it is true; the classic kind has a type of its own.
    isEncrypted: field.encrypted === true || field.type === 'encryptedstring',
  }
}

/** The profile is a permission set too; a group is given as the one that sums it up. */
async function readRights(parts: SetupParts): Promise<UserRights> {
  const { userId } = await parts.session.grant()
  const assigned = await rowsOf(
    parts,
    `SELECT PermissionSetId, PermissionSet.PermissionsApiEnabled, PermissionSet.PermissionsViewAllData FROM PermissionSetAssignment WHERE AssigneeId = ${soqlText(userId)} AND PermissionSetId != null`,
  )
  const sets = assigned.map((row) => jsonObject(row.PermissionSet, 'a PermissionSet'))
  return {
    isApiEnabled: sets.some((set) => booleanIn(set, 'PermissionsApiEnabled')),
    canViewAll:
      sets.some((set) => booleanIn(set, 'PermissionsViewAllData')) || (await viewsAllRecords(parts, assigned)),
  }
}

async function viewsAllRecords(parts: SetupParts, assigned: readonly JsonObject[]): Promise<boolean> {
  const ids = [...new Set(assigned.map((row) => idOf(textIn(row, 'PermissionSetId'))))]
  if (ids.length === 0) return false
  const soql = `SELECT PermissionsViewAllRecords FROM ObjectPermissions WHERE SobjectType = ${soqlText(parts.names.object)} AND ParentId IN (${ids.map(soqlText).join(', ')})`
  return (await rowsOf(parts, soql)).some((row) => booleanIn(row, 'PermissionsViewAllRecords'))
}

async function isHistoryTracked(parts: SetupParts): Promise<boolean | undefined> {
  const { object, urlField } = parts.names
  const [field] = await rowsOf(
    parts,
    `SELECT IsFieldHistoryTracked FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = ${soqlText(object)} AND QualifiedApiName = ${soqlText(urlField)}`,
  )
  return field && booleanIn(field, 'IsFieldHistoryTracked')
}

/** The event of `Account` is `AccountChangeEvent`, that of `Invoice__c` is `Invoice__ChangeEvent`. */
async function isChangeCaptured(parts: SetupParts): Promise<boolean> {
  const { object } = parts.names
  const event = object.endsWith('__c') ? object.replace(/__c$/, '__ChangeEvent') : `${object}ChangeEvent`
  const soql = `SELECT Id FROM PlatformEventChannelMember WHERE SelectedEntity = ${soqlText(event)}`
  return (await rowsOf(parts, soql, 'tooling')).length > 0
}

async function readLicence(parts: SetupParts, namespace: string): Promise<PackageLicence | undefined> {
  const [licence] = await rowsOf(
    parts,
    `SELECT Id, Status, AllowedLicenses, ExpirationDate FROM PackageLicense WHERE NamespacePrefix = ${soqlText(namespace)}`,
  )
  if (!licence) return undefined
  const expiresAt = nullableTextIn(licence, 'ExpirationDate')
  const isOfWholeOrg = numberIn(licence, 'AllowedLicenses') === -1
  return {
    status: textIn(licence, 'Status'),
    expiresAt: expiresAt === null ? null : timestampOf(expiresAt),
    isOfWholeOrg,
    isOurs: !isOfWholeOrg && (await isAssigned(parts, idOf(textIn(licence, 'Id')))),
  }
}

async function isAssigned(parts: SetupParts, licenceId: string): Promise<boolean> {
  const { userId } = await parts.session.grant()
  const soql = `SELECT Id FROM UserPackageLicense WHERE PackageLicenseId = ${soqlText(licenceId)} AND UserId = ${soqlText(userId)}`
  return (await rowsOf(parts, soql)).length > 0
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
