import { Token } from '../../../db/entities/token.ts'
import type { AccessStore, AutomationToken } from '../../ports/tracking/access.ts'
import type { Database } from './client.ts'
import { appendAudit } from './sql/append-audit.ts'

/** Automation tokens and the audit log. */
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
    appendAudit: (entry) => appendAudit(database, entry),
  }
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
