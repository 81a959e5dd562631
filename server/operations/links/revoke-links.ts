import type { Actor } from '../../domain/run/run.ts'
import type { LinkScope } from '../../ports/tracking/links.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'

/** What a revocation was about. */
export interface RevokedLinks {
  scope: LinkScope
  /** Records whose links stopped; some of them may never have had one. */
  records: number
}

/**
 * Stops every link of a record, an Account or everything at once. Salesforce still holds them: the next switch writes new
 * ones, because their targets have changed.
 * @throws PermanentError `record.not-found`, `account.not-found`, `api.idempotency-reused`
 */
export async function revokeLinks(
  { ports }: Context,
  scope: LinkScope,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<RevokedLinks> {
  const revocation = { id: ports.ids.next(), actor, at: ports.clock.now(), idempotency }
  return { scope, records: await ports.tracking.revokeLinks(scope, revocation) }
}
