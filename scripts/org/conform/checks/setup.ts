import { isJsonObject, type JsonObject, jsonObject, parseJson } from '../../../../server/adapters/salesforce/json.ts'
import type { SETUP } from '../../../../server/domain/conform/assumptions/setup.ts'
import { toRecordId18 } from '../../../../server/domain/org/record-id.ts'
import { soqlText } from '../../../../server/domain/org/soql.ts'
import type { CheckContext } from '../context.ts'
import { describe, expectRefusal, type Finding, judged, notProvoked, requireSuccess } from '../finding.ts'
import type { OrgClient } from '../org-client.ts'
import { listIn, queryRows, rowsIn } from '../reading.ts'
import type { ChecksOf } from './checks-of.ts'

export const SETUP_CHECKS: ChecksOf<typeof SETUP> = {
  'setup.field': async ({ client, config }) => {
    const field = await fieldOf(client, config.names.object, config.names.urlField)
    if (field === undefined) return judged(false, 'the user sees no such field')
    const { type, length, updateable, nillable } = field
    const isTold = typeof length === 'number' && typeof updateable === 'boolean' && typeof nillable === 'boolean'
    return judged(isTold && typeof type === 'string', `${String(type)} of ${String(length)}, updateable ${updateable}`)
  },

  'setup.version-object': async ({ client, config }) => {
    if (config.versions === null) return notProvoked('the settings name no object of versions')
    const { object, documentField } = config.versions
    const [link, created] = [await fieldOf(client, object, documentField), await fieldOf(client, object, 'CreatedDate')]
    const leadsToDocument = Array.isArray(link?.referenceTo) && link.referenceTo.includes(config.names.object)
    return judged(leadsToDocument && created?.type === 'datetime', `${documentField} is ${String(link?.type)}`)
  },

  'setup.object-id': readObjectId,

  'setup.metadata-of-one': async ({ client }) => {
    const rules = await askTooling(client, 'SELECT Id FROM ValidationRule LIMIT 2')
    if (rules.status >= 300) return notProvoked(`the user may not read validation rules: ${describe(rules)}`)
    if (rowsIn(parseJson(rules)).length < 2) return notProvoked('the org shows fewer than two validation rules')
    return expectRefusal(await askTooling(client, 'SELECT Metadata FROM ValidationRule LIMIT 2'), 400, [
      'MALFORMED_QUERY',
    ])
  },
}

/** The preflight asks for the triggers of the object by all three; the org says by which it knows it. */
async function readObjectId({ client, config }: CheckContext): Promise<Finding> {
  const { object } = config.names
  const entities = `SELECT DurableId FROM EntityDefinition WHERE QualifiedApiName = ${soqlText(object)}`
  const durableId = String((await queryRows(client, entities))[0]?.DurableId ?? '')
  const names = [object, durableId, toRecordId18(durableId) ?? ''].filter((name) => name !== '')
  const soql = `SELECT TableEnumOrId FROM ApexTrigger WHERE TableEnumOrId IN (${names.map(soqlText).join(', ')})`
  const answer = await askTooling(client, soql)
  if (answer.status >= 300) return notProvoked(`the user may not read triggers: ${describe(answer)}`)
  const [trigger] = rowsIn(parseJson(answer))
  if (trigger === undefined) return notProvoked('no trigger is on the object')
  return judged(/^01I\w{12}$/.test(String(trigger.TableEnumOrId)), `TableEnumOrId is ${String(trigger.TableEnumOrId)}`)
}

function askTooling(client: OrgClient, soql: string) {
  return client.send({ path: `/tooling/query?q=${encodeURIComponent(soql)}` })
}

async function fieldOf(client: OrgClient, object: string, name: string): Promise<JsonObject | undefined> {
  const answer = requireSuccess(await client.send({ path: `/sobjects/${object}/describe` }), 'describing an object')
  const fields = listIn(jsonObject(parseJson(answer), 'a description').fields).filter(isJsonObject)
  return fields.find((field) => field.name === name)
}
