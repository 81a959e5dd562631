import { ApiError, notFound } from './errors.ts'
import { type ApiCall, json, type Reply, type Route } from './http.ts'
import type { RecordStore } from './record-store.ts'
import { findTable, type Tables } from './tables.ts'
import { formatRestMoment } from './values.ts'

/** How much the org remembers of what was deleted. */
export interface DeleteLog {
  /** An answer with more ids than this is refused. */
  mostIds: number
  /** Before this, in milliseconds since 1970, deletions are forgotten; null while the log reaches back 30 days. */
  earliestMs: number | null
}

const MINUTE_MS = 60_000
const REACHES_BACK_MS = 30 * 24 * 60 * MINUTE_MS

/** The log of a new org. */
export function newDeleteLog(): DeleteLog {
  return { mostIds: 600_000, earliestMs: null }
}

/** The route of `getDeleted`. It stands before the one of single records, whose path fits it too. */
export function deletedRoutes(tables: Tables, records: RecordStore, log: DeleteLog): Route[] {
  const path = '/sobjects/:object/deleted'
  return [{ method: 'GET', path, handle: (call) => answerDeleted(tables, records, log, call) }]
}

function answerDeleted(tables: Tables, records: RecordStore, log: DeleteLog, call: ApiCall): Reply {
  const table = findTable(tables, call.params.object ?? '')
  if (table === undefined) throw notFound()
  const { startMs, endMs } = readWindow(call.url)
  const deleted = table === records ? records.deletedBetween(startMs, endMs) : []
  if (deleted.length > log.mostIds) {
    throw new ApiError(400, 'EXCEEDED_ID_LIMIT', 'exceeded id limit in replication call')
  }
  return json(200, {
    deletedRecords: deleted.map(({ id, atMs }) => ({ id, deletedDate: formatRestMoment(atMs) })),
    earliestDateAvailable: formatRestMoment(log.earliestMs ?? Date.now() - 10 * REACHES_BACK_MS),
    latestDateCovered: formatRestMoment(endMs),
  })
}

/** Seconds are ignored: both ends are moved back to the full minute. */
function readWindow(url: URL): { startMs: number; endMs: number } {
  const startMs = readMinute(url, 'start')
  const endMs = readMinute(url, 'end')
  if (endMs - startMs < MINUTE_MS) {
    throw badDate('endDate must be at least one minute greater than startDate')
  }
  if (startMs < Date.now() - REACHES_BACK_MS) throw badDate('startDate cannot be more than 30 days ago')
  return { startMs, endMs }
}

function readMinute(url: URL, name: string): number {
  const text = url.searchParams.get(name)
  if (text === null) throw new ApiError(400, 'MISSING_ARGUMENT', `${name} not specified in the replication call`)
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:?\d\d)$/.test(text)
  const timeMs = isMoment ? Date.parse(text) : Number.NaN
  if (Number.isNaN(timeMs)) throw new ApiError(400, 'MALFORMED_QUERY', `${name} is not a valid date: ${text}`)
  return Math.floor(timeMs / MINUTE_MS) * MINUTE_MS
}

function badDate(message: string): ApiError {
  return new ApiError(400, 'INVALID_REPLICATION_DATE', message)
}
