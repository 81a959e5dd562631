import type { OrgTokenUse } from '../../../ports/tracking/access.ts'
import type { Sql } from '../client.ts'

/**
 * Keeps the first use of a token of the org; a twin at the same moment waits until it is committed.
 * @param tx a transaction, so that a deadlock between two removals begins anew
 * @returns the time of the first use
 */
export async function noteOrgTokenUse(tx: Sql, { hashHex, at, expiresAt }: OrgTokenUse): Promise<Date> {
  const added = await tx.rows(ADD, [hashHex, at, expiresAt])
  if (added.length === 0) return await readFirstUse(tx, hashHex)
  await tx.rows('delete from used_org_tokens where expires_at < $1', [at])
  return at
}

async function readFirstUse(tx: Sql, hashHex: string): Promise<Date> {
  const statement = 'select first_used_at from used_org_tokens where hash_hex = $1'
  const [row] = await tx.rows<{ first_used_at: string | Date }>(statement, [hashHex])
  // A row that was removed meanwhile had expired: that token has been used up.
  return new Date(row?.first_used_at ?? 0)
}

const ADD = `
insert into used_org_tokens (hash_hex, first_used_at, expires_at) values ($1, $2, $3)
on conflict (hash_hex) do nothing
returning hash_hex`
