import type { Environment } from '../../domain/org/identity.ts'
import { type Actor, hasRole, ROLES, type Role } from '../../domain/run/run.ts'
import type { Services } from '../services.ts'

export const CALLER_KINDS = ['token', 'user', 'cli'] as const
export type CallerKind = (typeof CALLER_KINDS)[number]

/** Who is calling, and what that may do here. */
export interface Whoami {
  actorId: string
  kind: CallerKind
  /** Of the token, of the user in the org, or `user@host`; null when the org does not show the user. */
  name: string | null
  role: Role
  /** The role and all that it includes. */
  roles: Role[]
  /** Id of the org this installation is bound to; null before its first login there. */
  organisationId: string | null
  environment: Environment
  profile: string
  /** What test mode allows, as a sentence; null without one. */
  testMode: string | null
}

type WhoamiServices = Pick<Services, 'tracking' | 'profile' | 'testMode' | 'environment'> & {
  access: Pick<Services['access'], 'nameOf'>
}

/**
 * Who an actor is.
 * Error: TransientError `api.org-not-asked`, because the org alone knows the names of its users.
 */
export async function readWhoami(services: WhoamiServices, { id, role }: Actor): Promise<Whoami> {
  const { tracking, access, profile, testMode, environment } = services
  const { kind, rest } = splitActorId(id)
  const [name, binding] = await Promise.all([access.nameOf(kind, rest), tracking.readBinding()])
  const roles = ROLES.filter((one) => hasRole(role, one))
  const organisationId = binding?.orgId ?? null
  return { actorId: id, kind, name, role, roles, organisationId, environment, profile, testMode }
}

function splitActorId(id: string): { kind: CallerKind; rest: string } {
  const kind = CALLER_KINDS.find((one) => id.startsWith(`${one}:`))
  if (!kind) throw new RangeError(`Expected the id of a token, a user or somebody at the command line, got ${id}.`)
  return { kind, rest: id.slice(kind.length + 1) }
}
