import type { ChecksumAlgorithm } from '../../../domain/object/checksum.ts'
import type { CopyResult } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/** A copy result with every field, so that a page of them has the same columns. */
interface Row {
  recordId: string
  result: CopyResult['result']
  sourceFingerprint?: string
  objectKey?: string
  etag?: string
  versionId?: string | null
  sizeBytes?: number
  contentType?: string
  checksumAlgorithm?: ChecksumAlgorithm
  checksum?: string
  attestation?: string
  code?: string
  sentence?: string
  askAgainAt?: Date
}

/**
 * Stores what became of copies, on the record and on the item. A record that came to point at another document after the
 * batch was claimed is `changed`, whatever was copied: the bytes may be those of the old one. An item whose object is being
 * restored is withdrawn: the run must not wait for days, and the next back-up plans the record again. A document that is too
 * large takes its record out of scope and its item with it, unless there is a copy or a link of ours, which must stay counted.
 *
 * The bytes of a run and of an hour, and how copies were proven, are counted here, because a trigger sees no run and would compare every record twice.
 */
export async function recordCopyResults(
  tx: Sql,
  batch: { batchId: string; runId: string },
  results: readonly CopyResult[],
  at: Date,
): Promise<void> {
  await tx.rows(STATEMENT, [batch.batchId, batch.runId, at, ...columnsOf(results.map(toRow), COLUMNS)])
}

function toRow(result: CopyResult): Row {
  if (result.result !== 'verified') return result
  const { checksum, ...rest } = result
  return checksum === null ? rest : { ...rest, checksumAlgorithm: checksum.algorithm, checksum: checksum.value }
}

const COLUMNS = [
  'recordId',
  'result',
  'sourceFingerprint',
  'objectKey',
  'etag',
  'versionId',
  'sizeBytes',
  'contentType',
  'checksumAlgorithm',
  'checksum',
  'attestation',
  'code',
  'sentence',
  'askAgainAt',
] as const

const STATEMENT = `
with given as (
  select *
  from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::text[],
    $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::timestamptz[])
    as result (record_id, result, source_fingerprint, object_key, etag, version_id, size_bytes, content_type,
      checksum_algorithm, checksum, attestation, code, sentence, ask_again_at)
),
judged as materialized (
  select given.*,
    coalesce(result = 'verified' and record.source_changed_at >= batch.claimed_at, false) as is_outdated,
    result = 'too-large' and record.object_key is null and record.url_state = 'original' as is_leaving
  from given
  join file_records as record using (record_id)
  join batches as batch on batch.id = $1
),
verified as (
  update file_records as record
  set
    copy_state = 'verified',
    source_fingerprint = judged.source_fingerprint,
    source_size_bytes = judged.size_bytes,
    source_confirmed_at = $3,
    object_key = judged.object_key,
    object_etag = judged.etag,
    object_version_id = judged.version_id,
    object_size_bytes = judged.size_bytes,
    content_type = judged.content_type,
    checksum_algorithm = judged.checksum_algorithm,
    checksum = judged.checksum,
    attestation = judged.attestation,
    verified_at = $3,
    failure_code = null,
    failure_sentence = null,
    failed_at = null,
    ask_again_at = null,
    archived_answers = 0
  from judged
  where record.record_id = judged.record_id and judged.result = 'verified' and not is_outdated
),
unverified as (
  update file_records as record
  set
    copy_state = case when is_outdated then 'changed' when is_leaving then 'discovered'
      when judged.result = 'too-large' then 'failed' else judged.result end,
    out_of_scope_reason = case when is_leaving then coalesce(record.out_of_scope_reason, 'too-large')
      else record.out_of_scope_reason end,
    source_size_bytes = case when is_leaving then judged.size_bytes else record.source_size_bytes end,
    failure_code = case when is_outdated then 'copy.source-changed' else judged.code end,
    failure_sentence = case when is_outdated then 'The record came to point at another document while it was copied.'
      else judged.sentence end,
    failed_at = $3,
    ask_again_at = judged.ask_again_at,
    archived_answers = case when judged.result = 'restoring' then record.archived_answers + 1 else 0 end
  from judged
  where record.record_id = judged.record_id and (judged.result <> 'verified' or is_outdated)
),
counted as (
  insert into counter_deltas (subject, counter, delta)
  select subjects.subject, subjects.counter, sum(judged.size_bytes)
  from judged
  cross join (values
    ('run:' || $2::uuid, 'bytes'),
    ('hour:' || to_char($3::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:00:00"Z"'), 'back_up:bytes')
  ) as subjects (subject, counter)
  where judged.result = 'verified' and not is_outdated and judged.size_bytes > 0
  group by 1, 2
  union all
  select 'run:' || $2::uuid, 'proof:' || judged.attestation, count(*)
  from judged
  where judged.result = 'verified' and not is_outdated
  group by 2
)
update run_items as item
set
  outcome = case when judged.result = 'restoring' or is_leaving then 'withdrawn'
    when judged.result = 'verified' and not is_outdated then 'done'
    else 'failed' end,
  code = case when is_outdated then 'copy.source-changed' else judged.code end,
  sentence = case when is_outdated then 'The record came to point at another document while it was copied.'
    else judged.sentence end,
  settled_at = $3,
  is_owning = false
from judged
where item.run_id = $2 and item.record_id = judged.record_id`
