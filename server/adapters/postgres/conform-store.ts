import type { ConformStore, ImportedReport } from '../../ports/tracking/conform.ts'
import type { Database, Sql } from './client.ts'
import { appendAudit } from './sql/append-audit.ts'
import { isoTime } from './values.ts'

/** Reports of what a sandbox of the org was seen to do; each stays as it was stored. */
export function conformStore(database: Database): ConformStore {
  return {
    saveConformReport: (imported) => database.transaction((tx) => save(tx, imported)),

    async newestConformReport() {
      const [row] = await database.rows<ReportRow>(`${SELECT} order by ended_at desc, id desc limit 1`)
      return row && toImported(row)
    },
  }
}

const SELECT = 'select id, report, outcome, imported_at, imported_by from conform_reports'
const INSERT = `
insert into conform_reports (id, ended_at, outcome, signature, report, imported_at, imported_by)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict on constraint conform_reports_are_imported_once do nothing
returning id`

async function save(tx: Sql, imported: ImportedReport): Promise<ImportedReport> {
  const { id, report, outcome, importedAt, importedBy } = imported
  const values = [id, report.endedAt, outcome, report.signature, JSON.stringify(report), importedAt, importedBy]
  const [inserted] = await tx.rows<{ id: string }>(INSERT, values)
  if (!inserted) return (await findBySignature(tx, report.signature)) ?? imported
  const detail = { outcome, host: report.org.host, endedAt: report.endedAt, keyId: report.signer.keyId }
  const at = new Date(importedAt)
  await appendAudit(tx, { at, actorId: importedBy, action: 'conform.imported', subject: id, detail })
  return imported
}

interface ReportRow {
  id: string
  report: ImportedReport['report']
  outcome: ImportedReport['outcome']
  imported_at: string
  imported_by: string
}

async function findBySignature(sql: Sql, signature: string): Promise<ImportedReport | undefined> {
  const [row] = await sql.rows<ReportRow>(`${SELECT} where signature = $1`, [signature])
  return row && toImported(row)
}

function toImported({ id, report, outcome, imported_at, imported_by }: ReportRow): ImportedReport {
  return { id, report, outcome, importedAt: isoTime(imported_at), importedBy: imported_by }
}
