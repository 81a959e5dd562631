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
  options: { limit: number; after?: string; outcome?: ItemOutcome },
): Promise<RunItemRow[]> {
  return sql.rows<RunItemRow>(STATEMENT, [runId, options.after ?? '', options.outcome ?? null, options.limit + 1])
}

export function toRunItemView({ readAt, answeredAt, ...item }: RunItemRow): RunItemView {
  const isMeasured = readAt !== null && answeredAt !== null
  return { ...item, exposureMs: isMeasured ? Date.parse(answeredAt) - Date.parse(readAt) : null }
}

const STATEMENT = `
select
  record_id as "recordId",
  expected_url as "expectedUrl",
  target_url as "targetUrl",
  left_out_reason as "leftOutReason",
  outcome,
  code,
  sentence,
  read_at as "readAt",
  answered_at as "answeredAt"
from run_items
where run_id = $1 and record_id > $2 and ($3::text is null or outcome = $3)
order by record_id
limit $4`
