import type { Sql } from '../client.ts'

/**
 * Takes the archived records about which the source is to be asked now, and makes them due again at a later time, so that a
 * run that comes to nothing is not made again at once. Records that somebody is writing to are left for the next time.
 * @returns their ids
 */
export async function claimArchived(
  sql: Sql,
  due: { at: Date; most: number; accountIds: readonly string[]; nextQuestionAt: Date },
): Promise<string[]> {
  const { at, most, accountIds, nextQuestionAt } = due
  const rows = await sql.rows<{ recordId: string }>(STATEMENT, [at, most, accountIds, nextQuestionAt])
  return rows.map(({ recordId }) => recordId).sort()
}

const STATEMENT = `
with due as (
  select record_id
  from file_records
  where copy_state = 'restoring' and out_of_scope_reason is null and ask_again_at <= $1
    and (cardinality($3::text[]) = 0 or account_id = any($3::text[]))
  order by ask_again_at, record_id
  limit $2
  for update skip locked
)
update file_records as record
set ask_again_at = $4
from due
where record.record_id = due.record_id
returning record.record_id as "recordId"`
