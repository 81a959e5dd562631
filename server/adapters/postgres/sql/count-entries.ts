import type { EntryCounts } from '../../../domain/run/run.ts'
import type { Sql } from '../client.ts'

/** Adds to what a run has read of the org. */
export async function countEntries(sql: Sql, runId: string, counts: Partial<EntryCounts>): Promise<void> {
  const { read = 0, added = 0, changed = 0, deleted = 0 } = counts
  await sql.rows(STATEMENT, [runId, read, added, changed, deleted])
}

const STATEMENT = `
update runs
set
  entries_read = entries_read + $2,
  entries_added = entries_added + $3,
  entries_changed = entries_changed + $4,
  entries_deleted = entries_deleted + $5
where id = $1`
