import type { Sql } from '../client.ts'

/** Whose links get the next generation: a record's, or those of every record that an Account has now. */
const CONDITIONS = {
  record: 'record_id = $1',
  account: `coalesce(account_id, '') = $1`,
} as const

/** Raises the generation of records, in the order of their ids. */
export async function raiseGenerations(tx: Sql, of: keyof typeof CONDITIONS, id: string, at: Date): Promise<void> {
  await tx.rows(
    `insert into link_generations (record_id, generation, raised_at)
     select record_id, 1, $2::timestamptz from file_records where ${CONDITIONS[of]} order by record_id
     on conflict (record_id) do update set generation = link_generations.generation + 1, raised_at = excluded.raised_at`,
    [id, at],
  )
}
