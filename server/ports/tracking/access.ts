import type { Role } from '../../domain/run/run.ts'

export interface AutomationToken {
  id: string
  name: string
  role: Role
  createdBy: string
  createdAt: string
  expiresAt: string
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

/** Who may call, and what was done. */
export interface AccessStore {
  /** Stores the SHA-256 of a token, never the token. Audited. */
  createToken(token: AutomationToken & { hashHex: string }): Promise<void>
  /** The token of a hash if it is neither expired nor revoked. */
  findToken(hashHex: string, at: Date): Promise<AutomationToken | undefined>
  /** Adds an entry to the append-only audit log, for acts that have no transaction of their own. */
  appendAudit(entry: AuditEntry): Promise<void>
}
