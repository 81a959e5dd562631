import type { Role } from '../../domain/run/run.ts'
import type { Page } from './reads.ts'

export interface AutomationToken {
  id: string
  name: string
  role: Role
  createdBy: string
  createdAt: string
  expiresAt: string
}

/** A token as lists show it; one that expired or was revoked stays in them. */
export interface ListedToken extends AutomationToken {
  revokedAt: string | null
}

export interface AuditEntry {
  at: Date
  actorId: string
  /** What was done: `token.created`, `run.approved`. */
  action: string
  /** On what: a run id, a record id. */
  subject: string
  detail: Readonly<Record<string, unknown>>
}

/** A token of the org that starts an act. */
export interface OrgTokenUse {
  /** SHA-256 of the token. */
  hashHex: string
  at: Date
  /** No process accepts the token after this. */
  expiresAt: Date
}

/** Who may call, and what was done. */
export interface AccessStore {
  /** Stores the SHA-256 of a token, never the token. Audited. */
  createToken(token: AutomationToken & { hashHex: string }): Promise<void>
  /** The token of a hash if it is neither expired nor revoked. */
  findToken(hashHex: string, at: Date): Promise<AutomationToken | undefined>
  /** A token by its id, whatever became of it. */
  getToken(id: string): Promise<ListedToken | undefined>
  /** All tokens in the order of their ids, which is the order of their creation. */
  listTokens(options: { limit: number; after?: string }): Promise<Page<ListedToken>>
  /**
   * Revokes a token for good. Audited. Idempotent: one that is revoked stays as it is.
   * @returns false when there is no such token
   */
  revokeToken(id: string, actorId: string, at: Date): Promise<boolean>
  /**
   * Notes that a token of the org starts an act, and forgets those that have expired.
   * @returns when it started its first act; `at` itself for the first one
   */
  noteOrgTokenUse(use: OrgTokenUse): Promise<Date>
  /** Adds an entry to the append-only audit log, for acts that have no transaction of their own. */
  appendAudit(entry: AuditEntry): Promise<void>
}
