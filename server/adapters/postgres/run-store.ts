import { Run as RunEntity } from '../../../db/entities/run.ts'
import { ITEM_OUTCOMES, type ItemOutcome, NO_OUTCOMES, type RunCounts } from '../../domain/run/run.ts'
import type { RunStore } from '../../ports/tracking/runs.ts'
import type { Database } from './client.ts'
import { bindIdempotencyKey } from './idempotency.ts'
import { planStore } from './plan-store.ts'
import { runLifecycle } from './run-lifecycle.ts'
import { readRun, toRun } from './run-rows.ts'
import { appendAudit } from './sql/append-audit.ts'
import { itemsOf, readTotalsOf } from './sql/read-totals.ts'

type RunCreation = Pick<RunStore, 'createRun' | 'getRun' | 'listRunsToAdvance' | 'countsOf'>

/** A planned switch waits for its approval; anything else that is planned goes on by itself. */
const SWITCH = 'switch' as const

/** Runs, their plans, and their start and end. */
export function runStore(database: Database, nextId: () => string): RunStore {
  return { ...runCreation(database), ...planStore(database, nextId), ...runLifecycle(database) }
}

function runCreation(database: Database): RunCreation {
  return {
    createRun: ({ testMode = null, ...run }, actor, at, idempotency) =>
      database.transaction(async (tx) => {
        const boundRunId = await bindIdempotencyKey(tx, idempotency, run.id, at)
        if (boundRunId !== undefined) return { run: await readRun(tx.em, boundRunId), isNew: false }
        await tx.em.insert(RunEntity, { ...run, state: 'planned', createdBy: actor.id, createdAt: at })
        const { operation, scope, isDryRun, limits, profile } = run
        const detail = { operation, scope, isDryRun, limits, profile, testMode }
        await appendAudit(tx, { at, actorId: actor.id, action: 'run.created', subject: run.id, detail })
        return { run: await readRun(tx.em, run.id), isNew: true }
      }),

    getRun: (runId) =>
      database.entities(async (em) => {
        const run = await em.findOne(RunEntity, { id: runId })
        return run ? toRun(run) : undefined
      }),

    listRunsToAdvance: () =>
      database.entities(async (em) => {
        const needsWorker = [
          { state: 'planned' as const, $or: [{ planHash: null }, { isDryRun: true }, { operation: { $ne: SWITCH } }] },
          { state: ['approved' as const, 'running' as const] },
        ]
        const runs = await em.find(RunEntity, { $or: needsWorker }, { orderBy: { number: 'asc' } })
        return runs.map(toRun)
      }),

    async countsOf(runId) {
      return toRunCounts(await readTotalsOf(database, itemsOf(runId)))
    },
  }
}

/** Counts of a run's items from its totals. */
export function toRunCounts(totals: Readonly<Record<string, number>>): RunCounts {
  const outcomes: Record<ItemOutcome, number> = { ...NO_OUTCOMES }
  for (const outcome of ITEM_OUTCOMES) outcomes[outcome] = totals[outcome] ?? 0
  const { planned = 0, pending = 0, left_out: leftOut = 0 } = totals
  return { planned, pending, leftOut, outcomes }
}
