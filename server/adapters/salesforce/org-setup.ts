import { toRecordId18 } from '../../domain/org/record-id.ts'
import { soqlText } from '../../domain/org/soql.ts'
import type {
  Automation,
  DocumentShape,
  PackageLicence,
  UserRights,
  ValidationRule,
  WorkflowRule,
} from '../../domain/preflight/facts.ts'
import type { OrgSetup } from '../../ports/org-setup.ts'
import type { ObjectNames } from '../../ports/salesforce-org.ts'
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
import type { OrgRequests } from './request.ts'
import { restPages } from './rest-pages.ts'
import type { OrgSession } from './session.ts'

interface SetupParts {
  requests: OrgRequests
  session: OrgSession
  apiVersion: string
  names: ObjectNames
}

/** `Metadata` is given for one row of a query alone, so each rule costs a request; an org with more is told as unknown. */
const MOST_RULES = 100

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
    isUpdateable: booleanIn(field, 'updateable') && booleanIn(field, 'calculated') !== true,
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

async function readTriggers(parts: SetupParts): Promise<Automation[]> {
  const rows = await rowsOf(
    parts,
    `SELECT Name, Status, NamespacePrefix, UsageBeforeUpdate, UsageAfterUpdate FROM ApexTrigger WHERE TableEnumOrId IN (${await objectIds(parts)})`,
    'tooling',
  )
  return rows
    .filter((row) => textIn(row, 'Status') === 'Active')
    .filter((row) => booleanIn(row, 'UsageBeforeUpdate') || booleanIn(row, 'UsageAfterUpdate'))
    .map((row) => ({ name: qualified(nullableTextIn(row, 'NamespacePrefix'), textIn(row, 'Name')) }))
}

/** Of record-triggered flows, those for updates; a process of Process Builder names no moment, so it counts. */
async function readFlows(parts: SetupParts): Promise<Automation[]> {
  const rows = await rowsOf(
    parts,
    `SELECT Label, TriggerType, RecordTriggerType, TriggerObjectOrEvent.QualifiedApiName FROM FlowDefinitionView WHERE IsActive = true AND TriggerObjectOrEvent.QualifiedApiName = ${soqlText(parts.names.object)}`,
  )
  return rows
    .filter((row) => !NOT_ON_UPDATE.includes(nullableTextIn(row, 'RecordTriggerType') ?? ''))
    .filter((row) => nullableTextIn(row, 'TriggerType') !== 'RecordBeforeDelete')
    .map((row) => ({ name: textIn(row, 'Label') }))
}

const NOT_ON_UPDATE: readonly string[] = ['Create', 'Delete']

async function readWorkflowRules(parts: SetupParts): Promise<WorkflowRule[]> {
  const soql = `SELECT Id, Name FROM WorkflowRule WHERE TableEnumOrId IN (${await objectIds(parts)})`
  const rules = await rowsOf(parts, soql, 'tooling')
  const read = await eachMetadata(parts, 'WorkflowRule', rules)
  return read.flatMap(({ row, metadata }) => {
    // A rule that hides its state may be active.
    if (metadata?.active === false || metadata?.triggerType === 'onCreateOnly') return []
    return [{ name: textIn(row, 'Name'), outboundMessages: outboundMessages(metadata) }]
  })
}

function outboundMessages(metadata: JsonObject | null): number {
  const actions: unknown[] = Array.isArray(metadata?.actions) ? metadata.actions : []
  return actions.filter((action) => isJsonObject(action) && action.type === 'OutboundMessage').length
}

async function readValidationRules(parts: SetupParts): Promise<ValidationRule[]> {
  const rules = await rowsOf(
    parts,
    `SELECT Id, ValidationName FROM ValidationRule WHERE Active = true AND EntityDefinition.QualifiedApiName = ${soqlText(parts.names.object)}`,
    'tooling',
  )
  const read = await eachMetadata(parts, 'ValidationRule', rules)
  return read.map(({ row, metadata }) => ({
    name: textIn(row, 'ValidationName'),
    formula: typeof metadata?.errorConditionFormula === 'string' ? metadata.errorConditionFormula : null,
  }))
}

/** One after the other: an org answers a few long requests at a time. Those beyond the limit have none. */
async function eachMetadata(parts: SetupParts, object: 'WorkflowRule' | 'ValidationRule', rows: readonly JsonObject[]) {
  const read: { row: JsonObject; metadata: JsonObject | null }[] = []
  for (const row of rows) {
    const metadata = read.length < MOST_RULES ? await readMetadata(parts, object, idOf(textIn(row, 'Id'))) : null
    read.push({ row, metadata })
  }
  return read
}

/** Null where a managed package hides it. */
async function readMetadata(parts: SetupParts, object: string, id: string): Promise<JsonObject | null> {
  const [row] = await rowsOf(parts, `SELECT Metadata FROM ${object} WHERE Id = ${soqlText(id)}`, 'tooling')
  return isJsonObject(row?.Metadata) ? row.Metadata : null
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

/** By what triggers and rules name their object: its name, or for a custom object its own id of either length. */
async function objectIds(parts: SetupParts): Promise<string> {
  const { object } = parts.names
  const soql = `SELECT DurableId FROM EntityDefinition WHERE QualifiedApiName = ${soqlText(object)}`
  const [entity] = await rowsOf(parts, soql)
  const durableId = entity && textIn(entity, 'DurableId')
  return [object, ...(durableId ? [durableId, ...longForm(durableId)] : [])].map(soqlText).join(', ')
}

/** The durable id of a standard object is its name. */
function longForm(durableId: string): string[] {
  const id = toRecordId18(durableId)
  return id === undefined ? [] : [id]
}

async function rowsOf(
  { requests, apiVersion }: SetupParts,
  soql: string,
  api: 'data' | 'tooling' = 'data',
): Promise<JsonObject[]> {
  const rows: JsonObject[] = []
  for await (const page of restPages({ requests, apiVersion, api }, soql)) rows.push(...page.rows)
  return rows
}

function qualified(namespace: string | null, name: string): string {
  return namespace === null ? name : `${namespace}__${name}`
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
