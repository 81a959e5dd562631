import type { Actor } from '../../domain/run/run.ts'
import type { LinkScope } from '../../ports/tracking/links.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'
import { openLink } from './open-link.ts'
import { type RevokedLinks, revokeLinks } from './revoke-links.ts'

/** Links that can be revoked. */
export interface LinkServices {
  openLink(token: string): Promise<string | undefined>
  revokeLinks(scope: LinkScope, actor: Actor, idempotency?: IdempotencyBinding): Promise<RevokedLinks>
}

export function linkServices(context: Context): LinkServices {
  return {
    openLink: (token) => openLink(context, token),
    revokeLinks: (scope, actor, idempotency) => revokeLinks(context, scope, actor, idempotency),
  }
}
