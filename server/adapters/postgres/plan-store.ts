import { Evidence as EvidenceEntity } from '../../../db/entities/evidence.ts'
import { PermanentError, TransientError } from '../../domain/errors.ts'
import type { RollBackSubject } from '../../domain/rollback/plan.ts'
import { largestAccounts } from '../../domain/run/batches.ts'
import type { CopySubject } from '../../domain/run/copy-plan.ts'
import type { PlanLine } from '../../domain/run/plan-hash.ts'
import type { SwitchCandidate } from '../../domain/switch/plan.ts'
import type { PlanItem, RunStore } from '../../ports/tracking/runs.ts'
import type { Database, Transaction } from './client.ts'
import { insertCohorts } from './cohort-store.ts'
import { toEvidence } from './evidence-rows.ts'
import { appendAudit } from './sql/append-audit.ts'
import { COPY_COLUMNS, OWN_WRITES, ROLL_BACK_COLUMNS, SWITCH_COLUMNS } from './sql/candidate-columns.ts'
import { discardItems } from './sql/discard-items.ts'
import { insertBatches } from './sql/insert-batches.ts'
import { insertItems } from './sql/insert-items.ts'
import { insertLargestAccounts } from './sql/largest-accounts.ts'
import { LINK_REVOCATIONS } from './sql/link-generation.ts'
import { readCandidates } from './sql/read-candidates.ts'
import { readPlanLines } from './sql/read-plan-lines.ts'
import { itemsOf, readTotalsOf } from './sql/read-totals.ts'

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

/** A plan of fewer items is read in no time, whatever the planner takes it for. */
const LARGE_PLAN = 1_000

/** Items of a plan before and after some were added. */
interface PlanSize {
  before: number
  after: number
}

/** Plans: what a run will do, and the evidence about it. */
export function planStore(database: Database, nextId: () => string): PlanStore {
  return {
    discardPlan: (runId) =>
      database.transaction(async (tx) => {
        if (await lockUnfinishedPlan(tx, runId)) await discardItems(tx, runId)
      }),

    copyCandidates: (scope, pageSize) =>
      readCandidates<CopySubject>(database, { scope, pageSize, columns: COPY_COLUMNS }),
    switchCandidates: (scope, pageSize) =>
      readCandidates<SwitchCandidate>(database, { scope, pageSize, columns: SWITCH_COLUMNS, joins: LINK_REVOCATIONS }),
    rollBackCandidates: (scope, pageSize) =>
      readCandidates<RollBackSubject>(database, {
        scope,
        pageSize,
        columns: ROLL_BACK_COLUMNS,
        joins: OWN_WRITES,
      }),

    async addPlanItems(runId, items) {
      const size = await database.transaction((tx) => addItems(tx, runId, items))
      if (isWorthStatistics(size)) await database.rows('select refresh_run_item_statistics()')
    },

    async plannedAccounts(runId) {
      const rows = await database.rows<{ account_id: string; items: string }>(
        `select account_id, count(*) as items from run_items
         where run_id = $1 and left_out_reason is null group by account_id order by account_id`,
        [runId],
      )
      return rows.map((row) => ({ accountId: row.account_id, itemCount: Number(row.items) }))
    },

    planLines: (runId, pageSize): AsyncIterable<PlanLine[]> => readPlanLines(database, runId, pageSize),

    completePlan: (runId, plan) => database.transaction((tx) => completePlan(tx, runId, plan, nextId)),

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

async function addItems(tx: Transaction, runId: string, items: readonly PlanItem[]): Promise<PlanSize> {
  await refuseFrozenPlan(tx, runId)
  const before = await countItems(tx, runId)
  await insertItems(tx, runId, items)
  return { before, after: await countItems(tx, runId) }
}

async function countItems(tx: Transaction, runId: string): Promise<number> {
  const { planned = 0, left_out: leftOut = 0 } = await readTotalsOf(tx, itemsOf(runId))
  return planned + leftOut
}

/**
 * True each time that a large plan has grown to ten times its size. Until the server makes statistics by itself, the planner
 * takes a new run for a small one and would read and sort all of it for every page.
 */
function isWorthStatistics({ before, after }: PlanSize): boolean {
  return after >= LARGE_PLAN && Math.floor(Math.log10(after)) > Math.floor(Math.log10(Math.max(before, 1)))
}

async function completePlan(tx: Transaction, runId: string, plan: CompletedPlan, nextId: () => string): Promise<void> {
  await refuseFrozenPlan(tx, runId)
  await refuseOtherItems(tx, runId, plan)
  await insertBatches(tx, runId, plan.parts, nextId)
  await insertCohorts(tx, runId, plan.cohorts ?? [])
  await insertLargestAccounts(tx, runId, largestAccounts(plan.parts))
  const { planHash, sampledFrom = null } = plan
  await tx.rows('update runs set plan_hash = $2, sampled_from = $3 where id = $1', [runId, planHash, sampledFrom])
  const detail = { planHash, batches: new Set(plan.parts.map((part) => part.batchNumber)).size }
  await appendAudit(tx, { at: plan.at, actorId: 'doclift', action: 'run.plan-completed', subject: runId, detail })
}

async function refuseFrozenPlan(tx: Transaction, runId: string): Promise<void> {
  if (await lockUnfinishedPlan(tx, runId)) return
  throw new PermanentError(
    'run.not-planned',
    `The plan of run ${runId} is complete, or there is none. Make a new plan.`,
  )
}

/** Two planners at once discard and add each other's items: a plan is complete only with the items that it was made of. */
async function refuseOtherItems(tx: Transaction, runId: string, { parts }: CompletedPlan): Promise<void> {
  const { planned = 0 } = await readTotalsOf(tx, itemsOf(runId))
  const expected = parts.reduce((sum, { fromRow, toRow }) => sum + toRow - fromRow + 1, 0)
  if (planned === expected) return
  throw new TransientError(
    'run.planned-elsewhere',
    `Expected ${expected} records on the list of changes; there are ${planned}, so another worker makes it at the same time. The list is made again.`,
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
