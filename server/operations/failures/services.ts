import type { Actor, Run } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'
import { type FailureGroup, readFailures } from './read-failures.ts'
import { type RunFailureGroup, readRunFailures } from './read-run-failures.ts'
import { type FailureSelection, retryFailures } from './retry-failures.ts'

/** What failed, and trying it again. */
export interface FailureServices {
  readFailures(): Promise<FailureGroup[]>
  readRunFailures(runId: string): Promise<RunFailureGroup[]>
  retryFailures(
    selection: FailureSelection,
    actor: Actor,
    idempotency?: IdempotencyBinding,
  ): Promise<{ run: Run; isNew: boolean }>
}

export function failureServices(context: Context): FailureServices {
  return {
    readFailures: () => readFailures(context),
    readRunFailures: (runId) => readRunFailures(context, runId),
    retryFailures: (selection, actor, idempotency) => retryFailures(context, selection, actor, idempotency),
  }
}
