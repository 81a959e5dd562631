import { toRecordId18 } from '../../domain/org/record-id.ts'
import { soqlText } from '../../domain/org/soql.ts'
import type { Clock } from '../../ports/clock.ts'
import type { OrgUser } from '../../ports/salesforce-org.ts'
import { idOf, timestampOf } from './entry-fields.ts'
import type { JsforceClient } from './jsforce-client.ts'
import { booleanIn, isJsonObject, jsonObject, nullableTextIn, textIn } from './json.ts'
import { runQuery } from './rest.ts'

/**
 * A user and the permission set groups it holds now.
 * @returns undefined for an id the org shows no user of, and for text that is no id of a user
 */
export async function findUser(client: JsforceClient, clock: Clock, userId: string): Promise<OrgUser | undefined> {
  const id = toRecordId18(userId)
  if (!id?.startsWith('005')) return undefined
  const { records } = await runQuery(client, `SELECT Id, Name, IsActive FROM User WHERE Id = ${soqlText(id)}`)
  if (records.length === 0) return undefined
  const user = jsonObject(records[0], 'one User')
  return {
    userId: idOf(textIn(user, 'Id')),
    name: textIn(user, 'Name'),
    isActive: booleanIn(user, 'IsActive'),
    permissionSetGroups: await readGroups(client, id, clock.now()),
  }
}

/** An assignment to a group carries the group; one to a single permission set does not, and is none of ours. */
async function readGroups(client: JsforceClient, userId: string, now: Date): Promise<string[]> {
  const { records } = await runQuery(
    client,
    `SELECT PermissionSetGroup.DeveloperName, ExpirationDate FROM PermissionSetAssignment WHERE AssigneeId = ${soqlText(userId)} AND PermissionSetGroupId != null`,
  )
  return records.flatMap((record) => {
    const assignment = jsonObject(record, 'a PermissionSetAssignment')
    const group = assignment.PermissionSetGroup
    if (!isJsonObject(group) || hasExpired(nullableTextIn(assignment, 'ExpirationDate'), now)) return []
    return [textIn(group, 'DeveloperName')]
  })
}

function hasExpired(expiresAt: string | null, now: Date): boolean {
  return expiresAt !== null && new Date(timestampOf(expiresAt)) <= now
}
