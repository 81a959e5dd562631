import type { ObjectNames, UrlWrite, WriteResult } from '../../ports/salesforce-org.ts'
import { type OrgAnswer, refusalOf, refusalWords } from './errors.ts'
import type { OrgRequests } from './request.ts'
import { assertWritable, refusedRow } from './rows.ts'

/** Statuses with which the API says what it has against one record. */
const REFUSED = [400, 404, 412] as const
/** Refusals of the request itself: they would meet every record alike. */
const OF_THE_REQUEST = new Set(['JSON_PARSER_ERROR', 'INVALID_FIELD', 'INVALID_TYPE', 'INVALID_HEADER'])

/**
 * Writes the URL of one record, sent once, under the condition that nobody touched it since a moment (salesforce-platform.md
 * 1.9). The condition has whole seconds, so an edit in the second of `since` itself passes.
 * @throws LostAnswerError salesforce.answer-lost when it may have been written; PermanentError salesforce.empty-url
 */
export async function updateUnmodifiedSince(
  org: { requests: OrgRequests; names: ObjectNames; apiVersion: string },
  write: UrlWrite,
  since: string,
  timeoutMs: number,
): Promise<WriteResult> {
  assertWritable(write)
  const { recordId, url } = write
  const path = `/services/data/v${org.apiVersion}/sobjects/${org.names.object}/${encodeURIComponent(recordId)}`
  const headers = { 'content-type': 'application/json', 'if-unmodified-since': new Date(since).toUTCString() }
  const body = JSON.stringify({ [org.names.urlField]: url })
  const request = { method: 'PATCH', path, headers, body, timeoutMs, understood: REFUSED } as const
  return resultOf(recordId, await org.requests.writeOnce(request, `an update of record ${recordId}`))
}

function resultOf(recordId: string, answer: OrgAnswer): WriteResult {
  if (answer.status < 300) return { recordId, result: 'written' }
  if (answer.status === 412) return { recordId, result: 'modified' }
  const { code, message } = refusalWords(answer)
  if (OF_THE_REQUEST.has(code)) throw refusalOf(answer)
  return refusedRow(recordId, code, message)
}
