import type { Opening } from '../../../ports/tracking/measurements.ts'
import type { Sql } from '../client.ts'
import { isoTime } from '../values.ts'

/** The latest time since `since` that a user of the org opened a document that is planned in a run. */
export async function findOpening(sql: Sql, runId: string, since: Date): Promise<Opening | null> {
  const [row] = await sql.rows<Opening>(STATEMENT, [runId, since])
  return row ? { ...row, at: isoTime(row.at) } : null
}

const STATEMENT = `
select entry.subject as "recordId", substr(entry.actor_id, length('user:') + 1) as "userId", entry.at
from audit_entries as entry
join run_items as item on item.run_id = $1 and item.record_id = entry.subject collate "C"
  and item.left_out_reason is null
where entry.action = 'record.opened' and entry.at >= $2 and entry.actor_id like 'user:%'
order by entry.at desc
limit 1`
