import { PermanentError } from '../../domain/errors.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Sql } from './client.ts'

/**
 * Binds an act to its key in the transaction that does it. A concurrent twin waits here until the first has committed.
 * @returns the id of what the first use made when the key was used before for the same body; undefined when the act is to be done
 * Error: PermanentError `api.idempotency-reused` when it was used for another body.
 */
export async function bindIdempotencyKey(
  tx: Sql,
  binding: IdempotencyBinding | undefined,
  madeId: string,
  at: Date,
): Promise<string | undefined> {
  if (!binding) return undefined
  const { subject, route, key, bodyHash } = binding
  const added = await tx.rows(
    `insert into idempotency_keys (subject, route, key, body_hash, made_id, used_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (subject, route, key) do nothing returning key`,
    [subject, route, key, bodyHash, madeId, at],
  )
  return added.length > 0 ? undefined : await readMadeId(tx, binding)
}

/**
 * The id of what the first use of a key made; undefined when it was not used yet.
 * Error: PermanentError `api.idempotency-reused` when it was used for another body.
 */
export async function readMadeId(
  sql: Sql,
  { subject, route, key, bodyHash }: IdempotencyBinding,
): Promise<string | undefined> {
  const [used] = await sql.rows<{ body_hash: string; made_id: string }>(
    'select body_hash, made_id from idempotency_keys where subject = $1 and route = $2 and key = $3',
    [subject, route, key],
  )
  if (used === undefined || used.body_hash === bodyHash) return used?.made_id
  const message = `The Idempotency-Key "${key}" was used for another request. Use a new key for a new request.`
  throw new PermanentError('api.idempotency-reused', message)
}
