import { PermanentError } from '../../domain/errors.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AccessStore } from '../../ports/tracking/access.ts'

/**
 * Revokes an automation token: it opens nothing from now on, in no process. A revoked one stays revoked.
 * @throws PermanentError `token.not-found`
 */
export async function revokeToken(
  { tracking, clock }: { tracking: Pick<AccessStore, 'revokeToken'>; clock: Clock },
  tokenId: string,
  actor: Actor,
): Promise<void> {
  if (await tracking.revokeToken(tokenId, actor.id, clock.now())) return
  throw new PermanentError('token.not-found', 'There is no such token. Check its id; "doclift token list" shows all.')
}
