import type { Sql } from '../client.ts'

/** Items per statement: the counting triggers keep every item of a statement. */
const PAGE_SIZE = 20_000

/** Deletes the items of a run whose plan was never completed. */
export async function discardItems(sql: Sql, runId: string): Promise<void> {
  let deletedCount: number
  do {
    const [page] = await sql.rows<{ count: string }>(STATEMENT, [runId, PAGE_SIZE])
    deletedCount = Number(page?.count ?? 0)
  } while (deletedCount > 0)
}

/** By row address: nobody else changes items of a run that has no plan, and no estimate of the planner matters. */
const STATEMENT = `
with deleted as (
  delete from run_items
  where ctid = any(array(select ctid from run_items where run_id = $1 limit $2))
  returning 1
)
select count(*) from deleted`
