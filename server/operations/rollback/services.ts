import type { Actor, Run } from '../../domain/run/run.ts'
import type { RecordView } from '../../ports/tracking/reads.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'
import { planRestore, type RestorePlan, type RestoreRequest } from '../restore/plan-restore.ts'
import { releaseRecord } from './release-record.ts'
import { rollBackRecord } from './roll-back-record.ts'
import { rollBackRun } from './roll-back-run.ts'

type Started = Promise<{ run: Run; isNew: boolean }>

/** Every way back that is more than a run of its own: Accounts and everything go by a run with that scope. */
export interface RollbackServices {
  rollBackRecord(recordId: string, actor: Actor, idempotency?: IdempotencyBinding): Started
  rollBackRun(runId: string, actor: Actor, idempotency?: IdempotencyBinding): Started
  planRestore(request: RestoreRequest): Promise<RestorePlan>
  releaseRecord(recordId: string, actor: Actor, idempotency?: IdempotencyBinding): Promise<RecordView>
}

export function rollbackServices(context: Context): RollbackServices {
  return {
    rollBackRecord: (recordId, actor, idempotency) => rollBackRecord(context, recordId, actor, idempotency),
    rollBackRun: (runId, actor, idempotency) => rollBackRun(context, runId, actor, idempotency),
    planRestore: (request) => planRestore(context, request),
    releaseRecord: (recordId, actor, idempotency) => releaseRecord(context, recordId, actor, idempotency),
  }
}
