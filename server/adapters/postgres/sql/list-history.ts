import type { HistoryRow } from '../../../ports/tracking/reads.ts'
import type { Sql } from '../client.ts'
import { isoTime } from '../values.ts'

/** The first-seen value, then every later one, oldest first; empty for an unknown record. */
export async function listHistory(sql: Sql, recordId: string): Promise<HistoryRow[]> {
  const rows = await sql.rows<HistoryRow>(STATEMENT, [recordId])
  return rows.map((row) => ({ ...row, at: isoTime(row.at), runNumber: Number(row.runNumber) }))
}

const STATEMENT = `
select value.at, value.kind, value.url, coalesce(value.actor_id, run.created_by) as actor, run.id as "runId",
  run.number as "runNumber", value.by_user_id as "byUserId"
from (
  select 0 as number, first_seen_at as at, 'first_seen' as kind, first_seen_url as url, null as actor_id,
    first_seen_run_id as run_id, null as by_user_id
  from file_records
  where record_id = $1
  union all
  select number, at, kind, url, actor_id, run_id, by_user_id
  from record_history
  where record_id = $1
) as value
join runs as run on run.id = value.run_id
order by value.number`
