import type { DocumentVersion } from '../../../ports/salesforce-org.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/**
 * Notes versions of documents. Versions are compared with versions, by the time of the org, and never with the time of a
 * copy: that was taken by another clock. The first version seen of a record therefore always counts as newer than its copy.
 * The records are locked already.
 * @returns how many records a newer version was noted of that had a copy
 */
export async function upsertVersions(
  sql: Sql,
  { runId, versions, at }: { runId: string; versions: readonly DocumentVersion[]; at: Date },
): Promise<number> {
  const columns = columnsOf(versions, ['recordId', 'versionId', 'createdAt'])
  const [row] = await sql.rows<{ count: string }>(STATEMENT, [runId, at, ...columns])
  return Number(row?.count ?? 0)
}

const STATEMENT = `
with newer as materialized (
  select distinct on (record_id) record_id, version_id, given.created_at, record.object_key is not null as has_copy
  from unnest($3::text[], $4::text[], $5::timestamptz[]) as given (record_id, version_id, created_at)
  join file_records as record using (record_id)
  where record.newest_version_at is null or given.created_at > record.newest_version_at
  order by record_id, given.created_at desc
),
changed as (
  update file_records as record
  set
    newest_version_at = newer.created_at,
    source_changed_at = clock_timestamp(),
    copy_state = case when record.copy_state in ('copied', 'verified') then 'changed' else record.copy_state end
  from newer
  where record.record_id = newer.record_id
),
found as (
  insert into drift (record_id, kind, old_value, new_value, seen_at, run_id)
  select record_id, 'newer-version', null, version_id, $2, $1
  from newer
  where has_copy and not exists (
    select from drift
    where drift.record_id = newer.record_id and kind = 'newer-version' and resolved_at is null)
)
select count(*) from newer where has_copy`
