import { soqlName } from '../../domain/org/soql.ts'
import type { Deletions } from '../../ports/salesforce-org.ts'
import { idOf, timestampOf } from './entry-fields.ts'
import { refusalOf, refusalWords, unexpectedAnswer } from './errors.ts'
import { jsonObject, parseJson, textIn } from './json.ts'
import type { OrgRequests } from './request.ts'

/** The log does not reach that far back, holds more ids than one answer may have, or takes the org too long to read. */
const BEYOND_THE_LOG = ['INVALID_REPLICATION_DATE', 'EXCEEDED_ID_LIMIT', 'QUERY_TIMEOUT']

/**
 * What was deleted in a window, by `getDeleted`. The org ignores the seconds of both ends; the window must last a minute.
 * @returns undefined when the org cannot tell all of it
 */
export async function readDeletions(
  org: { requests: OrgRequests; object: string; apiVersion: string },
  window: { from: Date; to: Date },
  signal?: AbortSignal,
): Promise<Deletions | undefined> {
  const query = new URLSearchParams({ start: momentOf(window.from), end: momentOf(window.to) })
  const path = `/services/data/v${org.apiVersion}/sobjects/${soqlName(org.object)}/deleted/?${query}`
  const answer = await org.requests.read({ method: 'GET', path, signal, understood: [400] })
  if (answer.status !== 400) return toDeletions(parseJson(answer), window.from)
  if (BEYOND_THE_LOG.includes(refusalWords(answer).code)) return undefined
  throw refusalOf(answer)
}

/** `2026-03-01T08:00:00+00:00`, the form of the platform's own examples. */
function momentOf(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, '+00:00')
}

/** What was purged before the earliest date is forgotten: a window that begins earlier may lack ids. */
function toDeletions(value: unknown, from: Date): Deletions | undefined {
  const answer = jsonObject(value, 'a list of deleted records')
  const earliest = new Date(timestampOf(textIn(answer, 'earliestDateAvailable')))
  if (earliest > from) return undefined
  const { deletedRecords } = answer
  if (!Array.isArray(deletedRecords)) throw unexpectedAnswer('a list of deleted records')
  return {
    deletions: deletedRecords.map(toDeletion),
    coveredUntil: new Date(timestampOf(textIn(answer, 'latestDateCovered'))),
  }
}

function toDeletion(value: unknown) {
  const record = jsonObject(value, 'a deleted record')
  return { recordId: idOf(textIn(record, 'id')), deletedAt: timestampOf(textIn(record, 'deletedDate')) }
}
