import type { Actor, Role } from '../../domain/run/run.ts'
import type { AccessStore, ListedToken } from '../../ports/tracking/access.ts'
import type { Page } from '../../ports/tracking/reads.ts'
import type { OrgToken } from '../authenticate.ts'
import type { Ports } from '../context.ts'
import { admitOrgAct } from './admit-org-act.ts'
import { rememberOrgUsers } from './org-users.ts'
import type { CallerKind } from './read-whoami.ts'
import { revokeToken } from './revoke-token.ts'

export interface AccessServices {
  /** Asks more of a user of the org who starts an act than of one who reads. Errors: see `admitOrgAct`. */
  admitOrgAct(role: Role, token: OrgToken): Promise<void>
  /** What a caller is called; null when nobody knows. Error: TransientError `api.org-not-asked`. */
  nameOf(kind: CallerKind, id: string): Promise<string | null>
  /** In the order of their creation. */
  listTokens(options: { limit: number; after?: string }): Promise<Page<ListedToken>>
  /** Error: PermanentError `token.not-found`. */
  revokeToken(tokenId: string, actor: Actor): Promise<void>
}

export interface AccessContext {
  ports: Pick<Ports, 'org' | 'clock'> & {
    tracking: Pick<AccessStore, 'getToken' | 'listTokens' | 'revokeToken' | 'noteOrgTokenUse'>
  }
}

export function accessServices({ ports }: AccessContext): AccessServices {
  const { tracking } = ports
  const orgUsers = rememberOrgUsers(ports)
  return {
    admitOrgAct: (role, token) => admitOrgAct({ ...ports, orgUsers }, role, token),
    nameOf: async (kind, id) => {
      if (kind === 'cli') return id
      return (kind === 'user' ? await orgUsers(id) : await tracking.getToken(id))?.name ?? null
    },
    listTokens: (options) => tracking.listTokens(options),
    revokeToken: (tokenId, actor) => revokeToken(ports, tokenId, actor),
  }
}
