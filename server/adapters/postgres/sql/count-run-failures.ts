import type { RunFailureCount } from '../../../ports/tracking/failures.ts'
import type { Sql } from '../client.ts'

interface Row {
  code: string
  records: string
  exampleId: string
  exampleName: string
  exampleSentence: string | null
}

/** Items of a run that were not done, by code: one pass over the index of them, then one read of each example. */
export async function countRunFailures(sql: Sql, runId: string): Promise<RunFailureCount[]> {
  const rows = await sql.rows<Row>(COUNT_RUN_FAILURES, [runId])
  return rows.map(({ code, records, exampleId, exampleName, exampleSentence }) => ({
    code,
    records: Number(records),
    example: { recordId: exampleId, name: exampleName, sentence: exampleSentence },
  }))
}

/** Also for tests, which look at its plan. */
export const COUNT_RUN_FAILURES = `
with counted as (
  select code, count(*) as records, min(record_id) as example_id
  from run_items
  where run_id = $1 and code is not null and outcome <> 'done'
  group by code
)
select
  counted.code,
  counted.records,
  item.record_id as "exampleId",
  record.name as "exampleName",
  item.sentence as "exampleSentence"
from counted
join run_items as item on item.run_id = $1 and item.record_id = counted.example_id
join file_records as record on record.record_id = counted.example_id
order by counted.records desc, counted.code`
