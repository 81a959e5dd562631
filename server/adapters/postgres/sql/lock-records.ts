import type { Sql } from '../client.ts'

/**
 * Locks file records in the order of their ids, before any statement that changes many of them: statements that took their
 * locks in different orders would wait for each other. What is read afterwards in the transaction is the latest.
 */
export async function lockRecords(sql: Sql, recordIds: readonly string[]): Promise<void> {
  await sql.rows(
    `select count(*) from (
       select from file_records where record_id = any($1::text[]) order by record_id for no key update
     ) as locked`,
    [recordIds],
  )
}
