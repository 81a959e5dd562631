import type { Sql } from '../client.ts'

/** True when links of records that are planned in a run were revoked since its list was begun. */
export async function hasRevokedLinks(sql: Sql, runId: string): Promise<boolean> {
  const [found] = await sql.rows<{ exists: boolean }>(STATEMENT, [runId])
  return found?.exists === true
}

const STATEMENT = `
select exists (
  select from runs as run
  join link_revocations as revocation on revocation.at >= run.created_at
  where run.id = $1
) or exists (
  select from runs as run
  join link_generations as raised on raised.raised_at >= run.created_at
  join run_items as item on item.run_id = run.id and item.record_id = raised.record_id and item.left_out_reason is null
  where run.id = $1
) as exists`
