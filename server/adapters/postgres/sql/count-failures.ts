import type { FailureCount } from '../../../ports/tracking/failures.ts'
import type { Sql } from '../client.ts'
import { isoTime } from '../values.ts'

type Counted = 'records' | 'last24Hours' | 'last7Days'

interface Row extends Omit<FailureCount, Counted | 'example'>, Record<Counted, string> {
  exampleId: string
  exampleName: string
  exampleSentence: string | null
}

/** Failing records by code and state: one pass over the index of failures, then one read of each example. */
export async function countFailures(sql: Sql, at: Date): Promise<FailureCount[]> {
  const rows = await sql.rows<Row>(COUNT_FAILURES, [at])
  return rows.map(toFailureCount)
}

function toFailureCount({ exampleId, exampleName, exampleSentence, ...row }: Row): FailureCount {
  return {
    code: row.code,
    word: row.word,
    records: Number(row.records),
    last24Hours: Number(row.last24Hours),
    last7Days: Number(row.last7Days),
    since: isoTime(row.since),
    latest: isoTime(row.latest),
    example: { recordId: exampleId, name: exampleName, sentence: exampleSentence },
  }
}

/** Also for tests, which look at its plan. */
export const COUNT_FAILURES = `
with counted as (
  select
    failure_code,
    word,
    count(*) as records,
    count(*) filter (where failed_at >= $1::timestamptz - interval '24 hours') as last_24_hours,
    count(*) filter (where failed_at >= $1::timestamptz - interval '7 days') as last_7_days,
    min(failed_at) as since,
    max(failed_at) as latest,
    min(record_id) as example_id
  from file_records
  where failure_code is not null and word is not null
  group by failure_code, word
)
select
  counted.failure_code as code,
  counted.word,
  counted.records,
  counted.last_24_hours as "last24Hours",
  counted.last_7_days as "last7Days",
  counted.since,
  counted.latest,
  example.record_id as "exampleId",
  example.name as "exampleName",
  example.failure_sentence as "exampleSentence"
from counted
join file_records as example on example.record_id = counted.example_id`
