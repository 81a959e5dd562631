import { PermanentError } from '../../domain/errors.ts'
import type { FailureClass } from '../../domain/failure/failure-class.ts'
import type { Actor, Run, RunRequest } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'
import { planRun } from '../plan-run.ts'
import { type FailureGroup, readFailures } from './read-failures.ts'

/** One group by its code, or all groups of a class for which trying again makes sense. */
export type FailureSelection = { code: string } | { class: FailureClass }

/**
 * Tries again what failed: a back-up over exactly the records of the groups.
 * @throws PermanentError `failures.not-found` when nothing failed so, `failures.needs-approval` for what would write to
 * the org, `api.idempotency-reused`
 */
export async function retryFailures(
  context: Context,
  selection: FailureSelection,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<{ run: Run; isNew: boolean }> {
  const before = idempotency && (await context.ports.tracking.findRetry(idempotency))
  if (before) return { run: before, isNew: false }
  const groups = (await readFailures(context)).filter((group) => isSelected(group, selection))
  if (groups.length === 0) throw nothingFailed()
  const copies = groups.filter((group) => group.class === 'copy')
  if (copies.length === 0) throw needsApproval(groups)
  const scope = { kind: 'failures' as const, codes: copies.map((group) => group.code) }
  const request: RunRequest = { operation: 'back_up', scope, isDryRun: false, limits: {} }
  return await planRun(context, request, actor, idempotency)
}

function isSelected(group: FailureGroup, selection: FailureSelection): boolean {
  if ('code' in selection) return group.code === selection.code
  return group.class === selection.class && (group.isRetryable || group.class !== 'copy')
}

function nothingFailed(): PermanentError {
  const sentence = 'No record has failed so that trying again would help. See the groups of failures.'
  return new PermanentError('failures.not-found', sentence)
}

/** Nothing that writes to Salesforce starts without a person who has seen its plan. */
function needsApproval(groups: readonly FailureGroup[]): PermanentError {
  const codes = groups.map((group) => group.code).join(', ')
  const sentence = groups.some((group) => group.class === 'switch')
    ? `A switch must be planned and approved. Plan one over these failures (POST /v1/runs, scope "failures": ${codes}), look at it, then approve it.`
    : `These records failed while they were rolled back (${codes}). Mend the cause, then roll each of them back again.`
  return new PermanentError('failures.needs-approval', sentence)
}
