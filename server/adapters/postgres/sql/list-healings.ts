import type { Healing } from '../../../ports/tracking/reads.ts'
import type { Sql } from '../client.ts'
import { isoTime } from '../values.ts'

/** When a verification put the copy of a record right, oldest first. The audit log has them with what was written. */
export async function listHealings(sql: Sql, recordId: string): Promise<Healing[]> {
  const rows = await sql.rows<Healing>(STATEMENT, [recordId])
  return rows.map((row) => ({ ...row, at: isoTime(row.at), runNumber: Number(row.runNumber) }))
}

const STATEMENT = `
select entry.at, entry.actor_id as actor, run.id as "runId", run.number as "runNumber",
  entry.detail ->> 'finding' as finding, entry.detail ->> 'sentence' as sentence
from audit_entries as entry
join runs as run on run.id = (entry.detail ->> 'runId')::uuid
where entry.subject = $1 and entry.action = 'copy.healed'
order by entry.number`
