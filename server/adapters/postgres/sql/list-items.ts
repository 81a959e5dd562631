import type { ItemOutcome } from '../../../domain/run/run.ts'
import type { RunItemView } from '../../../ports/tracking/reads.ts'
import type { Sql } from '../client.ts'

export interface RunItemRow extends Omit<RunItemView, 'exposureMs'> {
  readAt: string | null
  answeredAt: string | null
}

/** Items of a run in record id order, one more than asked for when more follow. */
export function listItemRows(
  sql: Sql,
  runId: string,
  options: { limit: number; after?: string; outcome?: ItemOutcome; code?: string },
): Promise<RunItemRow[]> {
  return sql.rows<RunItemRow>(STATEMENT, [
    runId,
    options.after ?? '',
    options.outcome ?? null,
    options.code ?? null,
    options.limit + 1,
  ])
}

export function toRunItemView({ readAt, answeredAt, ...item }: RunItemRow): RunItemView {
  const isMeasured = readAt !== null && answeredAt !== null
  return { ...item, exposureMs: isMeasured ? Date.parse(answeredAt) - Date.parse(readAt) : null }
}

/** The page is cut first, so that names are looked up for its items alone. */
const STATEMENT = `
with page as (
  select *
  from run_items
  where run_id = $1 and record_id > $2 and ($3::text is null or outcome = $3)
    and ($4::text is null or (code = $4 and outcome <> 'done'))
  order by record_id
  limit $5
)
select
  page.record_id as "recordId",
  record.name as "recordName",
  page.expected_url as "expectedUrl",
  page.target_url as "targetUrl",
  page.left_out_reason as "leftOutReason",
  page.outcome,
  page.code,
  page.sentence,
  page.read_at as "readAt",
  page.answered_at as "answeredAt"
from page
join file_records as record on record.record_id = page.record_id
order by page.record_id`
