import type { KnownLink } from '../../domain/link/answer.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from './runs.ts'

/** A link as the ledger has it: never its token. */
export interface IssuedLink {
  /** SHA-256 of the token, hex. */
  tokenSha256: string
  recordId: string
  generation: number
  /** Key that signed it. */
  kid: string
}

/** Whose links stop. */
export type LinkScope =
  | { kind: 'record'; recordId: string }
  | { kind: 'account'; accountId: string }
  | { kind: 'everything' }

export interface LinkRevocation {
  id: string
  actor: Actor
  at: Date
  idempotency: IdempotencyBinding | undefined
}

/** Links that can be revoked. */
export interface LinkStore {
  /** Stores links so that they are found; those that are there already stay. */
  saveLinks(links: readonly IssuedLink[]): Promise<void>
  /** By the index over digests alone; one row at most. */
  findLink(tokenSha256: string): Promise<KnownLink | undefined>
  /** True when links of records that are planned in a run were revoked since its list was begun. */
  hasRevokedLinks(runId: string): Promise<boolean>
  /**
   * Raises generations, so that every link of before stops with the commit; audited in the same transaction.
   * Errors: PermanentError `record.not-found`, `account.not-found`, `api.idempotency-reused`.
   * @returns how many records it is about
   */
  revokeLinks(scope: LinkScope, revocation: LinkRevocation): Promise<number>
}
