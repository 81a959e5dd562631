import type { ConfirmResult, HeldBatch } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'
import { appendAudit } from './append-audit.ts'
import { recordCopyResults } from './record-copies.ts'

type Healed = Extract<ConfirmResult, { result: 'healed' }>
type Looked = Exclude<ConfirmResult, Healed>

/**
 * Stores what looking at verified copies again gave. A record whose copy is not verified any more stays as it is: what was
 * found is about a document it no longer points at. An item that could not be asked about has failed; its record has not. A copy
 * that was put right is recorded like one that a back-up made, with an audit entry of what was written over.
 *
 * Findings are counted here, and the bytes that were read, because a trigger sees neither.
 */
export async function recordConfirmResults(
  tx: Sql,
  held: HeldBatch,
  results: readonly ConfirmResult[],
  at: Date,
): Promise<void> {
  const healed = results.filter((result): result is Healed => result.result === 'healed')
  const looked = results.filter((result): result is Looked => result.result !== 'healed')
  if (healed.length > 0) await recordHealed(tx, held, healed, at)
  if (looked.length > 0) await tx.rows(STATEMENT, [held.runId, at, ...columnsOf(looked.map(toRow), COLUMNS)])
  await tx.rows(COUNT_FINDINGS, [held.runId, results.flatMap(findingsOf)])
}

async function recordHealed(tx: Sql, held: HeldBatch, results: readonly Healed[], at: Date): Promise<void> {
  const copies = results.map(({ copy }) => copy)
  await recordCopyResults(tx, held, copies, at)
  for (const { recordId, finding, sentence, objectKey, etag, versionId } of copies) {
    const detail = { runId: held.runId, finding, sentence, objectKey, etag, versionId }
    await appendAudit(tx, { at, actorId: held.actorId, action: 'copy.healed', subject: recordId, detail })
  }
}

function findingsOf(result: ConfirmResult): string[] {
  if (result.result === 'healed') return [result.copy.finding, 'healed']
  if (result.result === 'unknown' || result.result === 'unproven') return [result.result]
  return 'finding' in result && result.finding ? [result.finding] : []
}

const COLUMNS = ['recordId', 'result', 'code', 'sentence', 'readBytes', 'askAgainAt'] as const

function toRow(row: Looked) {
  return {
    recordId: row.recordId,
    result: row.result,
    code: 'code' in row ? row.code : null,
    sentence: 'sentence' in row ? row.sentence : null,
    readBytes: 'readBytes' in row ? row.readBytes : 0,
    askAgainAt: 'askAgainAt' in row ? row.askAgainAt : null,
  }
}

/** What was `given` about records, at `$2`, as far as their copies are verified. */
export const RECORDS_CONFIRMED = `
confirmed as (
  update file_records as record
  set source_confirmed_at = $2
  from given
  where record.record_id = given.record_id and given.result = 'same' and record.copy_state = 'verified'
),
unconfirmed as (
  update file_records as record
  set copy_state = given.result, failure_code = given.code, failure_sentence = given.sentence, failed_at = $2,
    ask_again_at = given.ask_again_at,
    archived_answers = case when given.result = 'restoring' then record.archived_answers + 1 else 0 end
  from given
  where record.record_id = given.record_id and given.result in ('changed', 'missing', 'failed', 'restoring')
    and record.copy_state = 'verified'
)`

const STATEMENT = `
with given as materialized (
  select *
  from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[])
    as result (record_id, result, code, sentence, read_bytes, ask_again_at)
),
${RECORDS_CONFIRMED},
counted as (
  insert into counter_deltas (subject, counter, delta)
  select 'run:' || $1::uuid, 'bytes', sum(read_bytes) from given having sum(read_bytes) > 0
)
update run_items as item
set
  outcome = case when given.result in ('same', 'attested') then 'done' else 'failed' end,
  code = given.code,
  sentence = given.sentence,
  settled_at = $2,
  is_owning = false
from given
where item.run_id = $1 and item.record_id = given.record_id`

const COUNT_FINDINGS = `
insert into counter_deltas (subject, counter, delta)
select 'run:' || $1::uuid, 'found:' || finding, count(*)
from unnest($2::text[]) as finding
group by finding`
