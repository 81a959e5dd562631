import { PermanentError } from '../../domain/errors.ts'
import type { Actor, Run } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'
import { planRun } from '../plan-run.ts'

/**
 * Tries the copy of one record again, as a back-up of its own; one that is verified already is left alone by it.
 * @throws PermanentError `record.not-found`, `record.out-of-scope`, `api.idempotency-reused`
 */
export async function retryRecord(
  context: Context,
  recordId: string,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<{ run: Run; isNew: boolean }> {
  const record = await context.ports.tracking.getRecord(recordId)
  if (!record) throw new PermanentError('record.not-found', 'There is no such record. Check its id.')
  const reason = record.outOfScopeReason
  if (reason !== null) {
    const message = `This record is out of scope (${reason}), so it has no copy to try again. Mend it in Salesforce, then run an inventory.`
    throw new PermanentError('record.out-of-scope', message, { facts: { outOfScopeReason: reason } })
  }
  const scope = { kind: 'records' as const, recordIds: [recordId] }
  return await planRun(context, { operation: 'back_up', scope, isDryRun: false, limits: {} }, actor, idempotency)
}
