import { PermanentError } from '../../domain/errors.ts'
import type { LinkRevocation, LinkScope, LinkStore } from '../../ports/tracking/links.ts'
import type { Database, Sql } from './client.ts'
import { bindIdempotencyKey } from './idempotency.ts'
import { appendAudit } from './sql/append-audit.ts'
import { findLink } from './sql/find-link.ts'
import { hasRevokedLinks } from './sql/has-revoked-links.ts'
import { insertLinks } from './sql/insert-links.ts'
import { raiseGenerations } from './sql/raise-generations.ts'
import { ALL_RECORDS, readTotalsOf, recordsOf } from './sql/read-totals.ts'
import { toRecordTotals } from './totals.ts'

/** Links that can be revoked: by digest of their token, and by generation of their record. */
export function linkStore(database: Database): LinkStore {
  return {
    saveLinks: (links) => insertLinks(database, links),
    findLink: (tokenSha256) => findLink(database, tokenSha256),
    hasRevokedLinks: (runId) => hasRevokedLinks(database, runId),
    revokeLinks: (scope, revocation) => database.transaction((tx) => revoke(tx, scope, revocation)),
  }
}

/** The same key gets the same answer and raises nothing again. */
async function revoke(tx: Sql, scope: LinkScope, { id, actor, at, idempotency }: LinkRevocation): Promise<number> {
  const isDone = (await bindIdempotencyKey(tx, idempotency, id, at)) !== undefined
  const records = await countRecords(tx, scope)
  if (isDone) return records
  await raise(tx, scope, actor.id, at)
  const subject = subjectOf(scope)
  await appendAudit(tx, {
    at,
    actorId: actor.id,
    action: 'links.revoked',
    subject,
    detail: { of: scope.kind, records },
  })
  return records
}

async function raise(tx: Sql, scope: LinkScope, actorId: string, at: Date): Promise<void> {
  if (scope.kind !== 'everything') return await raiseGenerations(tx, scope.kind, subjectOf(scope), at)
  // One row instead of one for each record.
  await tx.rows('insert into link_revocations (at, actor_id) values ($1, $2)', [at, actorId])
}

async function countRecords(tx: Sql, scope: LinkScope): Promise<number> {
  switch (scope.kind) {
    case 'record':
      return await countRecord(tx, scope.recordId)
    case 'account':
      return await countAccount(tx, scope.accountId)
    case 'everything':
      return toRecordTotals(await readTotalsOf(tx, ALL_RECORDS)).total
  }
}

async function countRecord(tx: Sql, recordId: string): Promise<number> {
  const { length } = await tx.rows('select from file_records where record_id = $1', [recordId])
  if (length === 0) throw new PermanentError('record.not-found', 'There is no such record. Check its id.')
  return length
}

async function countAccount(tx: Sql, accountId: string): Promise<number> {
  const { total } = toRecordTotals(await readTotalsOf(tx, recordsOf(accountId)))
  if (total === 0) throw new PermanentError('account.not-found', 'There is no such account. Check its id.')
  return total
}

function subjectOf(scope: LinkScope): string {
  if (scope.kind === 'record') return scope.recordId
  return scope.kind === 'account' ? scope.accountId : 'everything'
}
