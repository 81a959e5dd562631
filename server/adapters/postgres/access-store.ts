import { Token } from '../../../db/entities/token.ts'
import type { AccessStore, AutomationToken, ListedToken } from '../../ports/tracking/access.ts'
import type { Database, Transaction } from './client.ts'
import { appendAudit } from './sql/append-audit.ts'
import { noteOrgTokenUse } from './sql/note-org-token-use.ts'
import { isoTimeOrNull, pageOf } from './values.ts'

/** Automation tokens, uses of the org's tokens, and the audit log. */
export function accessStore(database: Database): AccessStore {
  return {
    createToken: (token) =>
      database.transaction(async (tx) => {
        const at = new Date(token.createdAt)
        await tx.em.insert(Token, { ...token, createdAt: at, expiresAt: new Date(token.expiresAt) })
        const detail = { name: token.name, role: token.role, expiresAt: token.expiresAt }
        await appendAudit(tx, { at, actorId: token.createdBy, action: 'token.created', subject: token.id, detail })
      }),
    findToken: (hashHex, at) =>
      database.entities(async (em) => {
        const token = await em.findOne(Token, { hashHex, expiresAt: { $gt: at }, revokedAt: null })
        return token ? toAutomationToken(token) : undefined
      }),
    getToken: (id) =>
      database.entities(async (em) => {
        const token = await em.findOne(Token, { id })
        return token ? toListedToken(token) : undefined
      }),
    listTokens: ({ limit, after }) =>
      database.entities(async (em) => {
        const where = after === undefined ? {} : { id: { $gt: after } }
        const tokens = await em.find(Token, where, { orderBy: { id: 'asc' }, limit: limit + 1 })
        return pageOf(tokens, limit, (token) => token.id, toListedToken)
      }),
    revokeToken: (id, actorId, at) => database.transaction((tx) => revokeToken(tx, id, actorId, at)),
    noteOrgTokenUse: (use) => database.transaction((tx) => noteOrgTokenUse(tx, use)),
    appendAudit: (entry) => appendAudit(database, entry),
  }
}

/** Of two who revoke at the same time, one finds it revoked; so there is one entry in the audit log. */
async function revokeToken(tx: Transaction, id: string, actorId: string, at: Date): Promise<boolean> {
  const revoked = await tx.em.nativeUpdate(Token, { id, revokedAt: null }, { revokedAt: at })
  const token = await tx.em.findOne(Token, { id })
  if (!token) return false
  const detail = { name: token.name, role: token.role }
  if (revoked === 1) await appendAudit(tx, { at, actorId, action: 'token.revoked', subject: id, detail })
  return true
}

function toListedToken(token: Token): ListedToken {
  return { ...toAutomationToken(token), revokedAt: isoTimeOrNull(token.revokedAt) }
}

function toAutomationToken(token: Token): AutomationToken {
  return {
    id: token.id,
    name: token.name,
    role: token.role,
    createdBy: token.createdBy,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt.toISOString(),
  }
}
