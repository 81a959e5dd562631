import type { KnownLink } from '../../../domain/link/answer.ts'
import type { Sql } from '../client.ts'
import { LINK_GENERATION, LINK_REVOCATIONS } from './link-generation.ts'

/** The link of a token's digest, with the generation that its record has now: two or three rows by their keys. */
export async function findLink(sql: Sql, tokenSha256: string): Promise<KnownLink | undefined> {
  const [link] = await sql.rows<KnownLink & { generation: number | string }>(STATEMENT, [tokenSha256])
  return link && { ...link, generation: Number(link.generation), presentGeneration: Number(link.presentGeneration) }
}

const STATEMENT = `
select
  record.record_id as "recordId",
  record.generation,
  record.kid,
  ${LINK_GENERATION} as "presentGeneration"
from links as record ${LINK_REVOCATIONS}
where record.token_sha256 = decode($1, 'hex')`
