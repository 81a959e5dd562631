import { RUN_ACTS, type RunHistoryLine } from '../../../domain/run/history.ts'
import type { Sql } from '../client.ts'
import { isoTime, numberOrNull } from '../values.ts'

interface HistoryRow extends Omit<RunHistoryLine, 'at' | 'records'> {
  at: string | Date
  records: string | null
}

/** What happened to a run and who did it, oldest first. */
export async function readRunHistory(sql: Sql, runId: string): Promise<RunHistoryLine[]> {
  const rows = await sql.rows<HistoryRow>(STATEMENT, [runId, RUN_ACTS])
  return rows.map((row) => ({ ...row, at: isoTime(row.at), records: numberOrNull(row.records) }))
}

/**
 * From the audit log, which alone says who acted, and the start, which nobody does: a worker is free then. Both have the clock
 * of the service; acts of one millisecond are in the order in which they can happen.
 */
const STATEMENT = `
select at, kind, actor, detail ->> 'state' as state, detail ->> 'code' as code, detail ->> 'sentence' as sentence,
  coalesce(detail ->> 'rowCount', detail ->> 'records') as records
from (
  select at, number, actor_id as actor, detail,
    case action when 'run.plan-completed' then 'run.planned' else action end as kind
  from audit_entries
  where subject = $1::text and action like 'run.%'
  union all
  select started_at, null, 'doclift', '{}', 'run.started' from runs where id = $1::text::uuid and started_at is not null
) as happened
where kind = any($2::text[])
order by
  at,
  case kind when 'run.created' then 1 when 'run.planned' then 2 when 'run.approved' then 3 when 'run.started' then 4
    when 'run.ended' then 6 else 5 end,
  number`
