import type { IssuedLink } from '../../../ports/tracking/links.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/** Stores the digests of tokens; a link that is there already is the same one. */
export async function insertLinks(sql: Sql, links: readonly IssuedLink[]): Promise<void> {
  if (links.length > 0) await sql.rows(STATEMENT, columnsOf(links, ['tokenSha256', 'recordId', 'generation', 'kid']))
}

const STATEMENT = `
insert into links (token_sha256, record_id, generation, kid)
select decode(link.token, 'hex'), link.record_id, link.generation, link.kid
from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) as link (token, record_id, generation, kid)
on conflict (token_sha256) do nothing`
