import type { Entry } from '../../domain/file/scope.ts'
import { toRecordId18 } from '../../domain/org/record-id.ts'
import { soqlName } from '../../domain/org/soql.ts'
import { toIsoTimestamp } from '../../domain/org/timestamp.ts'
import type { ObjectNames, VersionNames } from '../../ports/salesforce-org.ts'
import { unexpectedAnswer } from './errors.ts'

/** Gives the text of a field, null when it is empty. */
export type FieldReader = (field: string) => string | null

/** @throws RangeError when one of the names is no API name; they go into queries and paths */
export function checkedNames<Names extends ObjectNames | VersionNames>(names: Names): Names {
  for (const name of Object.values(names)) soqlName(name)
  return names
}

/** The fields of an entry that the object itself has. */
export function trackedFields(names: ObjectNames): string[] {
  const { urlField, identifierField, accountField, typeField } = names
  const own = [urlField, identifierField, typeField, accountField]
  return [...new Set(['Id', 'Name', ...own, 'CreatedDate', 'SystemModstamp'])]
}

/** The field that leads to the Account's name: `Account__c` → `Account__r.Name`, `AccountId` → `Account.Name`. */
export function accountNameField(names: ObjectNames): string {
  return `${names.accountField.replace(/__c$/, '__r').replace(/Id$/, '')}.Name`
}

/** Makes an entry from fields of either API. */
export function toEntry(names: ObjectNames, read: FieldReader, accountName: string | null): Entry {
  return {
    recordId: idOf(read('Id')),
    accountId: optionalId(read(names.accountField)),
    accountName,
    name: read('Name') ?? '',
    documentUrl: read(names.urlField),
    identifier: read(names.identifierField),
    type: read(names.typeField),
    createdAt: timestampOf(read('CreatedDate')),
    systemModstamp: timestampOf(read('SystemModstamp')),
  }
}

/**
 * The 18-character form of an id the org gave.
 * @throws FatalError salesforce.unexpected-answer when it is none
 */
export function idOf(text: string | null): string {
  const id = toRecordId18(text ?? '')
  if (id === undefined) throw unexpectedAnswer('a record id')
  return id
}

/** @throws FatalError salesforce.unexpected-answer when the text is neither empty nor an id */
export function optionalId(text: string | null): string | null {
  return text === null ? null : idOf(text)
}

/**
 * A date and time of the org as ISO 8601 in UTC.
 * @throws FatalError salesforce.unexpected-answer when it is none
 */
export function timestampOf(text: string | null): string {
  const timestamp = toIsoTimestamp(text ?? '')
  if (timestamp === undefined) throw unexpectedAnswer('a date and time')
  return timestamp
}
