import { OTHER_EXTENSIONS } from '../../../domain/analysis/sample.ts'
import type { DrawnDocument } from '../../../ports/tracking/analyses.ts'
import type { Sql } from '../client.ts'

/**
 * Draws records by a digest of run and record: random, and the same again for the same run. Reads the whole table, and sorts
 * ids and digests alone.
 */
export async function drawSample(
  sql: Sql,
  runId: string,
  sizes: ReadonlyMap<string, number>,
): Promise<DrawnDocument[]> {
  return await sql.rows<DrawnDocument>(STATEMENT, [runId, [...sizes.keys()], [...sizes.values()], OTHER_EXTENSIONS])
}

const STATEMENT = `
with wanted as materialized (
  select * from unnest($2::text[], $3::int[]) as wanted (stratum, size)
),
ranked as (
  select record_id, stratum, row_number() over (partition by stratum order by draw, record_id) as place
  from (
    select
      record.record_id,
      coalesce(wanted.stratum, $4) as stratum,
      ('x' || left(md5($1 || record.record_id), 16))::bit(64)::bigint as draw
    from file_records as record
    left join wanted on wanted.stratum = coalesce(extension_of(record.name), '')
    where record.out_of_scope_reason is null and record.copy_state <> 'verified'
  ) as unknown
)
select
  record.record_id as "recordId",
  ranked.stratum,
  record.name,
  record.identifier,
  record.document_url as "documentUrl"
from ranked
join wanted on wanted.stratum = ranked.stratum and ranked.place <= wanted.size
join file_records as record on record.record_id = ranked.record_id
order by record.record_id`
