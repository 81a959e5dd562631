import type { Sql } from '../client.ts'
import { isoTimeOrNull } from '../values.ts'

/** When the source is asked again about the archived document that is due first; null when none waits. */
export async function readNextQuestion(sql: Sql): Promise<string | null> {
  const [row] = await sql.rows<{ next: string | null }>(STATEMENT)
  return isoTimeOrNull(row?.next ?? null)
}

const STATEMENT = `
select min(ask_again_at) as next from file_records where copy_state = 'restoring' and out_of_scope_reason is null`
