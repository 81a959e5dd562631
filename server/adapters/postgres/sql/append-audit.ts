import type { AuditEntry } from '../../../ports/tracking/access.ts'
import type { Sql } from '../client.ts'

/** Adds one entry to the audit log, in the transaction of the act it tells about. */
export async function appendAudit(sql: Sql, entry: AuditEntry): Promise<void> {
  await sql.rows('insert into audit_entries (at, actor_id, action, subject, detail) values ($1, $2, $3, $4, $5)', [
    entry.at,
    entry.actorId,
    entry.action,
    entry.subject,
    JSON.stringify(entry.detail),
  ])
}
