import type { IdleUpload, LedgerUpload, UploadStore } from '../../ports/tracking/uploads.ts'
import type { NotedPart } from '../../ports/upload-memory.ts'
import type { Database } from './client.ts'
import { holding } from './holding.ts'
import { columnsOf } from './values.ts'

/** Uploads in parts that are under way. */
export function uploadStore(database: Database): UploadStore {
  return {
    claimUpload: (held, recordId, at) =>
      holding(database, held, async (tx) => {
        const place = [held.runId, recordId]
        const [upload] = await tx.rows<LedgerUpload & { partSizeBytes: string }>(CLAIM, [...place, held.fence, at])
        if (upload === undefined) return undefined
        const parts = await tx.rows<NotedPart>(PARTS, place)
        return { ...upload, partSizeBytes: Number(upload.partSizeBytes), parts }
      }),
    beginUpload: (held, upload, at) =>
      holding(database, held, async (tx) => {
        const { recordId, sourceFingerprint, key, uploadId, partSizeBytes, partChecksum } = upload
        const { runId, batchId, fence } = held
        const facts = [sourceFingerprint, key, uploadId, partSizeBytes, partChecksum]
        await tx.rows(BEGIN, [runId, recordId, batchId, fence, ...facts, at])
      }),
    noteParts: (held, recordId, parts, at) =>
      holding(database, held, async (tx) => {
        await tx.rows(NOTE, [held.runId, recordId, at, ...columnsOf(parts, ['number', 'etag', 'digest'])])
      }),
    forgetUpload: (held, recordId) =>
      holding(database, held, async (tx) => {
        await tx.rows('delete from uploads where run_id = $1 and record_id = $2', [held.runId, recordId])
      }),
    idleUploads: (before) => database.rows<IdleUpload>(IDLE, [before]),
    forgetIdleUpload: async ({ runId, recordId, uploadId }) => {
      const place = 'run_id = $1 and record_id = $2 and upload_id = $3'
      await database.rows(`delete from uploads where ${place}`, [runId, recordId, uploadId])
    },
  }
}

const CLAIM = `
update uploads set fence = $3, worked_at = $4
where run_id = $1 and record_id = $2
returning
  record_id as "recordId",
  source_fingerprint as "sourceFingerprint",
  object_key as key,
  upload_id as "uploadId",
  part_size_bytes as "partSizeBytes",
  part_checksum as "partChecksum"`

const PARTS = `
select number, etag, digest from upload_parts where run_id = $1 and record_id = $2 order by number`

const BEGIN = `
insert into uploads (run_id, record_id, batch_id, fence, source_fingerprint, object_key, upload_id, part_size_bytes,
  part_checksum, started_at, worked_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`

const NOTE = `
with upload as (
  update uploads set worked_at = $3 where run_id = $1 and record_id = $2 returning run_id, record_id
)
insert into upload_parts (run_id, record_id, number, etag, digest)
select upload.run_id, upload.record_id, part.number, part.etag, part.digest
from upload cross join unnest($4::integer[], $5::text[], $6::text[]) as part (number, etag, digest)
on conflict (run_id, record_id, number) do update set etag = excluded.etag, digest = excluded.digest`

const IDLE = `
select upload.run_id as "runId", upload.record_id as "recordId", upload.object_key as key, upload.upload_id as "uploadId"
from uploads as upload
join runs as run on run.id = upload.run_id
left join run_items as item on item.run_id = upload.run_id and item.record_id = upload.record_id
where upload.worked_at < $1
  and (run.state not in ('planned', 'approved', 'running', 'paused') or item.settled_at is not null)
order by upload.worked_at
limit 100`
