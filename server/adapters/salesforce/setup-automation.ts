import { toRecordId18 } from '../../domain/org/record-id.ts'
import { soqlText } from '../../domain/org/soql.ts'
import type { Automation, ValidationRule, WorkflowRule } from '../../domain/preflight/facts.ts'
import { idOf } from './entry-fields.ts'
import { booleanIn, isJsonObject, type JsonObject, nullableTextIn, textIn } from './json.ts'
import { rowsOf, type SetupParts } from './setup-rows.ts'

/** `Metadata` is given for one row of a query alone, so each rule costs a request; an org with more is told as unknown. */
const MOST_RULES = 100

/** Apex triggers that run on updates. */
export async function readTriggers(parts: SetupParts): Promise<Automation[]> {
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
export async function readFlows(parts: SetupParts): Promise<Automation[]> {
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

/** Workflow rules that are active, or do not say that they are not. */
export async function readWorkflowRules(parts: SetupParts): Promise<WorkflowRule[]> {
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

/** Active validation rules with their formulas. */
export async function readValidationRules(parts: SetupParts): Promise<ValidationRule[]> {
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

function qualified(namespace: string | null, name: string): string {
  return namespace === null ? name : `${namespace}__${name}`
}
