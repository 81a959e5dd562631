import { type DriftReportRow, toDriftReportRow } from '../../../domain/report/drift-report.ts'
import type { Sql } from '../client.ts'
import { pagesByKey } from '../snapshot-pages.ts'
import { type DriftRow, SELECT_DRIFT, toFinding } from './list-drift.ts'

/** All findings of drift, resolved ones too, page by page, the oldest first. */
export async function* readDriftReport(sql: Sql, pageSize: number): AsyncGenerator<DriftReportRow[]> {
  const readPage = (after: string) => sql.rows<DriftRow>(STATEMENT, [after, pageSize])
  for await (const rows of pagesByKey('0', pageSize, readPage, (row) => row.number)) {
    yield rows.map((row) => toDriftReportRow(toFinding(row)))
  }
}

const STATEMENT = `${SELECT_DRIFT}
where drift.number > $1::bigint
order by drift.number
limit $2`
