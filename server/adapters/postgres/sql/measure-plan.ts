import type { MeasurementStore } from '../../../ports/tracking/measurements.ts'
import type { Sql } from '../client.ts'

type Measured<Name extends keyof MeasurementStore> = Awaited<ReturnType<MeasurementStore[Name]>>

/** Planned items, and those whose copy is not verified any more or whose source was not confirmed since a time. */
export async function countStaleSources(
  sql: Sql,
  runId: string,
  confirmedSince: Date,
): Promise<Measured<'sourceFreshness'>> {
  const [row] = await sql.rows<{ planned: string; stale: string }>(STALE_SOURCES, [runId, confirmedSince])
  return { planned: Number(row?.planned ?? 0), stale: Number(row?.stale ?? 0) }
}

/** The longest new URL of a plan, in characters; the first of several by record id. */
export async function findLongestTarget(sql: Sql, runId: string): Promise<Measured<'longestTarget'>> {
  const [row] = await sql.rows<{ planned: string; maxCharacters: number; recordId: string | null }>(LONGEST_TARGET, [
    runId,
  ])
  return {
    planned: Number(row?.planned ?? 0),
    maxCharacters: row?.maxCharacters ?? 0,
    recordId: row?.recordId ?? null,
  }
}

/**
 * Planned items whose value to restore is known: a before-image was written, or the expected value is still the ledger's
 * and will become the before-image. With where they were exported.
 */
export async function countBeforeImages(sql: Sql, runId: string): Promise<Measured<'beforeImageCoverage'>> {
  const [row] = await sql.rows<BeforeImageRow>(BEFORE_IMAGES, [runId])
  return {
    planned: Number(row?.planned ?? 0),
    withBeforeImage: Number(row?.withBeforeImage ?? 0),
    exportedRows: row?.exportedRows == null ? null : Number(row.exportedRows),
    exportKey: row?.exportKey ?? null,
    exportSha256: row?.exportSha256 ?? null,
  }
}

interface BeforeImageRow {
  planned: string
  withBeforeImage: string
  exportedRows: string | null
  exportKey: string | null
  exportSha256: string | null
}

const STALE_SOURCES = `
select
  count(*) as planned,
  count(*) filter (where record.copy_state is distinct from 'verified'
    or record.source_confirmed_at is null or record.source_confirmed_at < $2) as stale
from run_items as item
left join file_records as record using (record_id)
where item.run_id = $1 and item.left_out_reason is null`

const LONGEST_TARGET = `
with planned as (
  select record_id, length(target_url) as characters
  from run_items
  where run_id = $1 and left_out_reason is null
),
longest as (
  select count(*) as planned, max(characters) as characters from planned
)
select
  longest.planned,
  longest.characters as "maxCharacters",
  (select min(record_id) from planned where planned.characters = longest.characters) as "recordId"
from longest`

const BEFORE_IMAGES = `
select
  count(item.record_id) as planned,
  count(item.record_id) filter (where item.before_image_at is not null
    or item.expected_url is not distinct from record.document_url) as "withBeforeImage",
  run.export_row_count as "exportedRows",
  run.export_key as "exportKey",
  run.export_sha256 as "exportSha256"
from runs as run
left join run_items as item on item.run_id = run.id and item.left_out_reason is null
left join file_records as record on record.record_id = item.record_id
where run.id = $1
group by run.id`
