import { DRIFT_KINDS, type DriftCounts, type DriftFinding, type DriftKind } from '../../../domain/drift/drift.ts'
import type { DriftStore } from '../../../ports/tracking/drift.ts'
import type { Sql } from '../client.ts'
import { isoTime, isoTimeOrNull } from '../values.ts'

/** The database gives its identity numbers as text. */
export interface DriftRow extends Omit<DriftFinding, 'number' | 'runNumber'> {
  number: string
  runNumber: string
}

/** Findings, the newest first, one more than asked for when more follow. */
export function listDriftRows(sql: Sql, options: Parameters<DriftStore['listDrift']>[0]): Promise<DriftRow[]> {
  const { limit, after = null, kind = null, accountId = null, recordId = null, runId = null } = options
  // The condition is a constant of this file: only a plan made with it can use the index of what is open.
  const text = `${SELECT_DRIFT} ${FILTER} ${options.withResolved ? '' : 'and drift.resolved_at is null'} ${ORDER}`
  return sql.rows<DriftRow>(text, [after, kind, accountId, recordId, runId, limit + 1])
}

export function toFinding(row: DriftRow): DriftFinding {
  return {
    ...row,
    number: Number(row.number),
    runNumber: Number(row.runNumber),
    seenAt: isoTime(row.seenAt),
    resolvedAt: isoTimeOrNull(row.resolvedAt),
  }
}

/** What is open, by kind, from its index alone; kinds without any are absent. */
export async function countOpenDrift(sql: Sql): Promise<DriftCounts> {
  const rows = await sql.rows<{ kind: DriftKind; findings: string }>(
    'select kind, count(*) as findings from drift where resolved_at is null group by kind',
  )
  const counts = new Map(rows.map((row) => [row.kind, Number(row.findings)]))
  return Object.fromEntries(DRIFT_KINDS.filter((kind) => counts.has(kind)).map((kind) => [kind, counts.get(kind)]))
}

/** Also for the report of drift. */
export const SELECT_DRIFT = `
select
  drift.number,
  drift.kind,
  drift.record_id as "recordId",
  record.name as "recordName",
  record.account_id as "accountId",
  account.name as "accountName",
  record.url_state as "urlState",
  drift.seen_at as "seenAt",
  drift.run_id as "runId",
  run.number as "runNumber",
  drift.old_value as "oldValue",
  drift.new_value as "newValue",
  drift.resolved_at as "resolvedAt"
from drift
join file_records as record using (record_id)
join runs as run on run.id = drift.run_id
left join accounts as account on account.account_id = record.account_id`

const FILTER = `
where ($1::bigint is null or drift.number < $1)
  and ($2::text is null or drift.kind = $2)
  and ($3::text is null or record.account_id = $3)
  and ($4::text is null or drift.record_id = $4)
  and ($5::uuid is null or drift.run_id = $5)`

const ORDER = `
order by drift.number desc
limit $6`
