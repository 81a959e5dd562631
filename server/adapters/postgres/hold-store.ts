import { PermanentError } from '../../domain/errors.ts'
import type { ReleasedRecord, ReleaseSubject } from '../../domain/rollback/release.ts'
import type { HoldStore, ReleaseAct } from '../../ports/tracking/holds.ts'
import type { Database, Sql } from './client.ts'
import { bindIdempotencyKey } from './idempotency.ts'
import { appendAudit } from './sql/append-audit.ts'
import { OWN_WRITES, RELEASE_COLUMNS } from './sql/candidate-columns.ts'

/** Ends what keeps a record out of switches. */
export function holdStore(database: Database): HoldStore {
  return {
    releaseRecord: (recordId, act) =>
      database.transaction(async (tx) => {
        if ((await bindIdempotencyKey(tx, act.idempotency, act.id, act.at)) !== undefined) return
        const released = await release(tx, recordId, act)
        const detail = { urlState: released.urlState, copyState: released.copyState }
        const entry = { at: act.at, actorId: act.actor.id, action: 'record.released', subject: recordId, detail }
        await appendAudit(tx, entry)
      }),
  }
}

async function release(tx: Sql, recordId: string, { decide }: ReleaseAct): Promise<ReleasedRecord> {
  const [subject] = await tx.rows<ReleaseSubject & { ownerNumber: string | null }>(SUBJECT, [recordId])
  if (!subject) throw new PermanentError('record.not-found', 'There is no such record. Check its id.')
  const { ownerNumber, ...facts } = subject
  const released = decide(facts)
  if (!released) {
    throw new PermanentError(
      'record.not-held',
      'Neither a rollback nor a change by somebody else keeps the record out of switches, so there is nothing to release.',
    )
  }
  if (ownerNumber !== null) {
    const message = `Run ${ownerNumber} is still at work on this record. Wait until it has ended, then release it.`
    throw new PermanentError('run.records-owned', message, { facts: { ownerNumber: Number(ownerNumber), records: 1 } })
  }
  const { urlState, copyState, outOfScopeReason } = released
  await tx.rows(RELEASE, [recordId, urlState, copyState, outOfScopeReason])
  return released
}

const SUBJECT = `
select ${RELEASE_COLUMNS},
  (select run.number from run_items as item join runs as run on run.id = item.run_id
    where item.record_id = record.record_id and item.is_owning) as "ownerNumber"
from file_records as record ${OWN_WRITES}
where record.record_id = $1
for no key update of record`

/** What was said about a conflict is settled with it; what was said about a copy stays. */
const RELEASE = `
update file_records
set
  is_held = false,
  url_state = $2,
  copy_state = $3,
  out_of_scope_reason = $4,
  source_changed_at = case when copy_state <> $3 then clock_timestamp() else source_changed_at end,
  failure_code = case when url_state = 'conflicted' then null else failure_code end,
  failure_sentence = case when url_state = 'conflicted' then null else failure_sentence end,
  failed_at = case when url_state = 'conflicted' then null else failed_at end
where record_id = $1`
