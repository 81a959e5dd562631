import type { EntryCount } from '../../../domain/overview/count-warning.ts'
import type { Sql } from '../client.ts'
import { isoTimeOrNull } from '../values.ts'

/** The newest count of the org beside that of the ledger; null before the first. */
export async function readEntryCount(sql: Sql): Promise<EntryCount | null> {
  const [row] = await sql.rows<{ inOrg: string; inLedger: string; countedAt: string }>(STATEMENT)
  if (row === undefined) return null
  const countedAt = isoTimeOrNull(row.countedAt) ?? ''
  return { inOrg: Number(row.inOrg), inLedger: Number(row.inLedger), countedAt }
}

const STATEMENT = `
select in_org as "inOrg", in_ledger as "inLedger", counted_at as "countedAt"
from entry_counts
order by counted_at desc, run_id desc
limit 1`
