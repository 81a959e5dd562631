import { Run as RunEntity } from '../../../db/entities/run.ts'
import { PermanentError } from '../../domain/errors.ts'
import { ATTESTATIONS, type ProofCounts } from '../../domain/object/checksum.ts'
import { ITEM_OUTCOMES, type ItemOutcome, NO_OUTCOMES, type RunCounts } from '../../domain/run/run.ts'
import { FINDINGS, type FindingCounts } from '../../domain/verification/findings.ts'
import type { RunStore } from '../../ports/tracking/runs.ts'
import { lockCatchUps } from './catch-up-store.ts'
import type { Database, Transaction } from './client.ts'
import { bindIdempotencyKey } from './idempotency.ts'
import { insertRun } from './insert-run.ts'
import { planStore } from './plan-store.ts'
import { runLifecycle } from './run-lifecycle.ts'
import { readRun, toEntryCounts, toRun } from './run-rows.ts'
import { readLargestAccounts } from './sql/largest-accounts.ts'
import { itemsOf, readTotalsOf } from './sql/read-totals.ts'

type RunCreation = Pick<
  RunStore,
  'createRun' | 'getRun' | 'listRunsToAdvance' | 'countsOf' | 'entriesOf' | 'largestAccountsOf'
>

/** A planned switch waits for its approval; anything else that is planned goes on by itself. */
const SWITCH = 'switch' as const

/** Runs, their plans, and their start and end. */
export function runStore(database: Database, nextId: () => string): RunStore {
  return { ...runCreation(database), ...planStore(database, nextId), ...runLifecycle(database) }
}

function runCreation(database: Database): RunCreation {
  return {
    createRun: (run, actor, at, idempotency) =>
      database.transaction(async (tx) => {
        const boundRunId = await bindIdempotencyKey(tx, idempotency, run.id, at)
        if (boundRunId !== undefined) return { run: await readRun(tx.em, boundRunId), isNew: false }
        if (run.operation === 'catch_up') await refuseSecondReader(tx)
        return { run: await insertRun(tx, run, actor, at), isNew: true }
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

    largestAccountsOf: (runId) => readLargestAccounts(database, runId),

    entriesOf: (runId) =>
      database.entities(async (em) => toEntryCounts(await em.findOneOrFail(RunEntity, { id: runId }))),
  }
}

/** Two runs that read the org at once would do the same twice. A halted one does nothing and is in nobody's way. */
async function refuseSecondReader(tx: Transaction): Promise<void> {
  await lockCatchUps(tx)
  const reading = await tx.em.findOne(RunEntity, {
    operation: { $in: ['inventory', 'catch_up'] },
    state: { $in: ['planned', 'approved', 'running', 'paused'] },
  })
  if (reading === null) return
  const sentence = `Run ${reading.number} is reading the org already. Wait until it has ended, then look for changes again.`
  throw new PermanentError('run.already-reading', sentence, { facts: { runId: reading.id } })
}

/** Counts of a run's items from its totals. */
export function toRunCounts(totals: Readonly<Record<string, number>>): RunCounts {
  const outcomes: Record<ItemOutcome, number> = { ...NO_OUTCOMES }
  for (const outcome of ITEM_OUTCOMES) outcomes[outcome] = totals[outcome] ?? 0
  const { planned = 0, pending = 0, left_out: leftOut = 0 } = totals
  return { planned, pending, leftOut, outcomes, proofs: toProofs(totals), findings: toFindings(totals) }
}

function toProofs(totals: Readonly<Record<string, number>>): ProofCounts {
  return Object.fromEntries(
    ATTESTATIONS.flatMap((kind) => (totals[`proof:${kind}`] ? [[kind, totals[`proof:${kind}`]]] : [])),
  )
}

function toFindings(totals: Readonly<Record<string, number>>): FindingCounts {
  return Object.fromEntries(
    FINDINGS.flatMap((finding) => (totals[`found:${finding}`] ? [[finding, totals[`found:${finding}`]]] : [])),
  )
}
