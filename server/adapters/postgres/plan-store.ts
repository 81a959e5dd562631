import { Evidence as EvidenceEntity } from '../../../db/entities/evidence.ts'
import { PermanentError } from '../../domain/errors.ts'
import type { PlanLine } from '../../domain/run/plan-hash.ts'
import type { SwitchCandidate } from '../../domain/switch/plan.ts'
import type { CopyCandidate, RollBackCandidate, RunStore } from '../../ports/tracking/runs.ts'
import type { Database, Transaction } from './client.ts'
import { toEvidence } from './evidence-rows.ts'
import { appendAudit } from './sql/append-audit.ts'
import { COPY_COLUMNS, LATEST_OWN_WRITE, ROLL_BACK_COLUMNS, SWITCH_COLUMNS } from './sql/candidate-columns.ts'
import { discardItems } from './sql/discard-items.ts'
import { insertBatches } from './sql/insert-batches.ts'
import { insertItems } from './sql/insert-items.ts'
import { readCandidates } from './sql/read-candidates.ts'
import { readPlanLines } from './sql/read-plan-lines.ts'

type PlanStore = Pick<
  RunStore,
  | 'discardPlan'
  | 'copyCandidates'
  | 'switchCandidates'
  | 'rollBackCandidates'
  | 'addPlanItems'
  | 'plannedAccounts'
  | 'planLines'
  | 'completePlan'
  | 'saveEvidence'
  | 'evidenceOf'
>

type CompletedPlan = Parameters<RunStore['completePlan']>[1]

/**
 * From this many items on, a plan is worth statistics of its own: until the server makes them by itself, the planner takes
 * a new run for an empty one and would read all of it where a few items are asked for.
 */
const LARGE_PLAN = 1_000

/** Plans: what a run will do, and the evidence about it. */
export function planStore(database: Database, nextId: () => string): PlanStore {
  return {
    discardPlan: (runId) =>
      database.transaction(async (tx) => {
        if (await lockUnfinishedPlan(tx, runId)) await discardItems(tx, runId)
      }),

    copyCandidates: (scope, pageSize) =>
      readCandidates<CopyCandidate>(database, { scope, pageSize, columns: COPY_COLUMNS }),
    switchCandidates: (scope, pageSize) =>
      readCandidates<SwitchCandidate>(database, { scope, pageSize, columns: SWITCH_COLUMNS }),
    rollBackCandidates: (scope, pageSize) =>
      readCandidates<RollBackCandidate>(database, {
        scope,
        pageSize,
        columns: ROLL_BACK_COLUMNS,
        joins: LATEST_OWN_WRITE,
      }),

    addPlanItems: (runId, items) =>
      database.transaction(async (tx) => {
        await refuseFrozenPlan(tx, runId)
        await insertItems(tx, runId, items)
      }),

    async plannedAccounts(runId) {
      const rows = await database.rows<{ account_id: string; items: string }>(
        `select account_id, count(*) as items from run_items
         where run_id = $1 and left_out_reason is null group by account_id order by account_id`,
        [runId],
      )
      return rows.map((row) => ({ accountId: row.account_id, itemCount: Number(row.items) }))
    },

    planLines: (runId, pageSize): AsyncIterable<PlanLine[]> => readPlanLines(database, runId, pageSize),

    async completePlan(runId, plan) {
      await database.transaction((tx) => completePlan(tx, runId, plan, nextId))
      if (itemCountOf(plan) >= LARGE_PLAN) await database.rows('select refresh_run_item_statistics()')
    },

    saveEvidence: (runId, evidence) =>
      database.entities(async (em) => {
        const rows = evidence.map((one) => ({
          ...one,
          runId,
          measuredAt: new Date(one.measuredAt),
          freshUntil: new Date(one.freshUntil),
        }))
        if (rows.length > 0) await em.upsertMany(EvidenceEntity, rows)
      }),

    evidenceOf: (runId) =>
      database.entities(async (em) => {
        const rows = await em.find(EvidenceEntity, { runId }, { orderBy: { item: 'asc' } })
        return rows.map(toEvidence)
      }),
  }
}

function itemCountOf(plan: CompletedPlan): number {
  return plan.parts.reduce((count, part) => count + part.toRow - part.fromRow + 1, 0)
}

async function completePlan(tx: Transaction, runId: string, plan: CompletedPlan, nextId: () => string): Promise<void> {
  await refuseFrozenPlan(tx, runId)
  await insertBatches(tx, runId, plan.parts, nextId)
  await tx.rows('update runs set plan_hash = $2 where id = $1', [runId, plan.planHash])
  const detail = { planHash: plan.planHash, batches: new Set(plan.parts.map((part) => part.batchNumber)).size }
  await appendAudit(tx, { at: plan.at, actorId: 'doclift', action: 'run.plan-completed', subject: runId, detail })
}

async function refuseFrozenPlan(tx: Transaction, runId: string): Promise<void> {
  if (await lockUnfinishedPlan(tx, runId)) return
  throw new PermanentError(
    'run.not-planned',
    `The plan of run ${runId} is complete, or there is none. Make a new plan.`,
  )
}

/** Locks a run that is still being planned; false when there is none. */
async function lockUnfinishedPlan(tx: Transaction, runId: string): Promise<boolean> {
  const runs = await tx.rows(
    `select id from runs where id = $1 and state = 'planned' and plan_hash is null for no key update`,
    [runId],
  )
  return runs.length > 0
}
