import { PermanentError } from '../../domain/errors.ts'
import { planRelease } from '../../domain/rollback/release.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { RecordView } from '../../ports/tracking/reads.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'

/**
 * Lets a record that was rolled back, or that somebody else changed, take part in switches again.
 * @throws PermanentError `record.not-found`, `record.not-held`, `run.records-owned`, `api.idempotency-reused`
 */
export async function releaseRecord(
  { ports, settings }: Context,
  recordId: string,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<RecordView> {
  const { tracking, ids, clock } = ports
  await tracking.releaseRecord(recordId, {
    id: ids.next(),
    actor,
    at: clock.now(),
    idempotency,
    decide: (subject) => planRelease(subject, settings.scope),
  })
  const record = await tracking.getRecord(recordId)
  if (!record) throw new PermanentError('record.not-found', 'There is no such record. Check its id.')
  return record
}
