import { PermanentError } from '../../domain/errors.ts'
import { GROUP_OF_ROLE, groupsHoldRole } from '../../domain/org/permission-set-groups.ts'
import type { Role } from '../../domain/run/run.ts'
import type { Clock } from '../../ports/clock.ts'
import type { OrgUser } from '../../ports/salesforce-org.ts'
import type { AccessStore } from '../../ports/tracking/access.ts'
import type { OrgToken } from '../authenticate.ts'
import type { OrgUsers } from './org-users.ts'

/** A token of the org starts acts only for so long after its first one (docs/decisions/0007). */
export const ORG_TOKEN_ACTS_FOR_MS = 10_000
/** A use is remembered for this much longer than the token lives: the clocks of processes differ. */
const KEPT_AFTER_EXPIRY_MS = 60_000

export interface AdmitOrgActPorts {
  tracking: Pick<AccessStore, 'noteOrgTokenUse'>
  clock: Clock
  orgUsers: OrgUsers
}

/**
 * Lets a user of the org start an act: the org confirms now that the user is active and holds the role, and the token has
 * not been lying about.
 * @param role the role of the key that signed the token
 * Errors: PermanentError `api.user-not-confirmed`, `api.token-used`; TransientError `api.org-not-asked`: without an answer
 * of the org nobody is admitted.
 */
export async function admitOrgAct(ports: AdmitOrgActPorts, role: Role, token: OrgToken): Promise<void> {
  const user = await ports.orgUsers(token.userId)
  const reason = refusalReason(user, role)
  if (reason !== null) throw notConfirmed(token.userId, role, reason)
  await refuseLateUse(ports, token)
}

async function refuseLateUse({ tracking, clock }: AdmitOrgActPorts, { hashHex, expiresAt }: OrgToken): Promise<void> {
  const at = clock.now()
  const keptUntil = new Date(expiresAt.getTime() + KEPT_AFTER_EXPIRY_MS)
  const firstUsedAt = await tracking.noteOrgTokenUse({ hashHex, at, expiresAt: keptUntil })
  if (at.getTime() - firstUsedAt.getTime() <= ORG_TOKEN_ACTS_FOR_MS) return
  const seconds = ORG_TOKEN_ACTS_FOR_MS / 1_000
  const message = `This token started its first act more than ${seconds} seconds ago. Send a new one; the same Idempotency-Key gives the first answer again.`
  throw new PermanentError('api.token-used', message)
}

/** Why the org does not stand behind the user's role, as the end of a sentence; null when it does. */
function refusalReason(user: OrgUser | undefined, role: Role): string | null {
  if (!user) return 'the org shows no such user'
  if (!user.isActive) return 'the user is not active'
  return groupsHoldRole(user.permissionSetGroups, role) ? null : 'the user is assigned to none of them'
}

function notConfirmed(userId: string, role: Role, reason: string): PermanentError {
  return new PermanentError(
    'api.user-not-confirmed',
    `Expected user ${userId} to be active with the permission set group ${GROUP_OF_ROLE[role]} or that of a higher role; ${reason}. In Setup, open Users, choose the user, and activate it or edit its Permission Set Group Assignments. It counts within a minute.`,
  )
}
