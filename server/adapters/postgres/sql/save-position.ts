import type { QueryPosition } from '../../../ports/salesforce-org.ts'
import type { Sql } from '../client.ts'

/** Stores where reading goes on, in the transaction of the page itself. Returns the number of the run. */
export async function savePosition(sql: Sql, runId: string, next: QueryPosition | null): Promise<number> {
  const [row] = await sql.rows<{ number: string }>(
    'update runs set query_position = $2 where id = $1 returning number',
    [runId, next === null ? null : JSON.stringify(next)],
  )
  return Number(row?.number)
}
