import type { Evidence, GateDecision } from '../../domain/gate/gate.ts'
import type { RollBackSubject } from '../../domain/rollback/plan.ts'
import type { AccountItems, BatchPart } from '../../domain/run/batches.ts'
import type { CopySubject } from '../../domain/run/copy-plan.ts'
import type { PlanLine } from '../../domain/run/plan-hash.ts'
import type {
  Actor,
  EntryCounts,
  LargeAccount,
  Operation,
  Run,
  RunCounts,
  RunRequest,
  RunState,
  Scope,
} from '../../domain/run/run.ts'
import type { Cohort } from '../../domain/switch/cohorts.ts'
import type { SwitchCandidate } from '../../domain/switch/plan.ts'

/** Binds a mutation to its Idempotency-Key; stored in the transaction that does the act. */
export interface IdempotencyBinding {
  subject: string
  route: string
  key: string
  /** SHA-256 of the canonical body, hex. */
  bodyHash: string
}

export interface PlanItem extends PlanLine {
  accountId: string
}

/** A run as it is asked for, and the settings under which it is created. */
export interface RunCreation extends RunRequest {
  id: string
  profile: string
  settingsFingerprint: string
  /** What test mode allows, as a sentence for the audit log; null or absent without one. */
  testMode?: string | null
}

/** A paused run that may go on if the org has room. */
export interface ClaimedPause {
  runId: string
  operation: Operation
  sentence: string
  /** When the org is asked the next time. */
  resumeAt: Date
}

/** Runs, their plans, and their start and end. Every act is audited in its own transaction. */
export interface RunStore {
  /**
   * Creates a run in state `planned`. With a binding that was used before for the same body, the run of then is returned
   * and nothing is created; for another body PermanentError `api.idempotency-reused`. Concurrent twins create one run.
   * PermanentError `run.already-reading` for a catch-up while another run reads the org or waits to.
   */
  createRun(
    run: RunCreation,
    actor: Actor,
    at: Date,
    idempotency?: IdempotencyBinding,
  ): Promise<{ run: Run; isNew: boolean }>
  getRun(runId: string): Promise<Run | undefined>
  /** Runs that need a worker: `approved`, `running`, and `planned` unless it is a switch that waits for its approval. */
  listRunsToAdvance(): Promise<Run[]>
  /** From counters: base plus unfolded deltas, never by counting items. */
  countsOf(runId: string): Promise<RunCounts>
  /** What a run has read of the org so far; null for one that does not read it. */
  entriesOf(runId: string): Promise<EntryCounts | null>
  /** The Accounts with most items of its plan, the largest first; empty for a run without items. */
  largestAccountsOf(runId: string): Promise<LargeAccount[]>

  /** Removes the items of a run whose planning did not finish. Does nothing once a plan hash stands. */
  discardPlan(runId: string): Promise<void>
  /** Pages of at most `pageSize` records of a scope, sorted by Account and record id; the filter is applied by the caller. */
  copyCandidates(scope: Scope, pageSize: number): AsyncIterable<CopySubject[]>
  switchCandidates(scope: Scope, pageSize: number): AsyncIterable<SwitchCandidate[]>
  rollBackCandidates(scope: Scope, pageSize: number): AsyncIterable<RollBackSubject[]>
  addPlanItems(runId: string, items: readonly PlanItem[]): Promise<void>
  /** Accounts of the planned items (not of those left out), in Account order. */
  plannedAccounts(runId: string): Promise<AccountItems[]>
  /** All items with those left out, in Account and record order. */
  planLines(runId: string, pageSize: number): AsyncIterable<PlanLine[]>
  /**
   * Stores batches and hash: from now on the plan is frozen. One transaction.
   * @throws PermanentError `run.not-planned` when it is frozen already; TransientError `run.planned-elsewhere` when its items are
   * no longer those of the batches, because two workers plan at once
   * @param plan.sampledFrom records that the sample was drawn from; null or left out without one
   */
  completePlan(
    runId: string,
    plan: {
      planHash: string
      parts: readonly BatchPart[]
      cohorts?: readonly Cohort[]
      sampledFrom?: number | null
      at: Date
    },
  ): Promise<void>

  saveEvidence(runId: string, evidence: readonly Evidence[]): Promise<void>
  evidenceOf(runId: string): Promise<Evidence[]>

  /**
   * Starts a planned run: takes ownership of its items (when `takesOwnership`) and makes it `approved`, all in one
   * transaction in which `judge` sees the evidence as it stands. Errors: PermanentError `run.not-planned` (wrong state or
   * still being planned), `run.plan-changed` (another hash), `gate.refused` (its sentence names the lines that did not
   * pass), `run.records-owned` (facts `ownerRunId`, `ownerNumber`, `records`).
   */
  startRun(request: {
    runId: string
    planHash: string
    actor: Actor
    at: Date
    takesOwnership: boolean
    judge: (evidence: readonly Evidence[]) => GateDecision | null
    idempotency?: IdempotencyBinding
  }): Promise<Run>
  /** The switch that has this record on its list and has not ended with it; null when none has. */
  switchOwning(recordId: string): Promise<{ runId: string; number: number } | null>
  /** `approved` or `running` → `running`; sets `started_at` once. False when the run is in another state by now. */
  markRunning(runId: string, at: Date): Promise<boolean>
  /**
   * `approved`, `running`, and with a time also `planned` without a plan hash → `paused`. PermanentError `run.not-running`
   * otherwise, and for a run that is being taken back; pausing a paused run is harmless.
   * @param resumeAt when the org is asked whether it may go on; without it somebody must resume it
   */
  pauseRun(
    runId: string,
    actor: Actor,
    at: Date,
    reason: { code: string; sentence: string; resumeAt?: Date },
    idempotency?: IdempotencyBinding,
  ): Promise<Run>
  /** Runs that are paused for this reason. */
  listPausedRuns(stopCode: string): Promise<Run[]>
  /** Runs that are paused for one of these reasons and whose time to go on has come. */
  listDuePauses(stopCodes: readonly string[], at: Date): Promise<Run[]>
  /**
   * Runs paused for lack of room about which the org is to be asked now. A run is given to one asker, who says when it is asked
   * about next.
   */
  claimPausedRuns(at: Date, nextCheck: (checks: number) => Date): Promise<ClaimedPause[]>
  /**
   * Says anew why a run is paused; nothing when it is not paused any more.
   * @param resumeAt when it goes on; as before when left out
   */
  explainPause(runId: string, sentence: string, resumeAt?: Date): Promise<void>
  /** `approved`, `running`, `paused` → `halted`. PermanentError `run.not-running` otherwise; halting a halted run is harmless. */
  haltRun(
    runId: string,
    actor: Actor,
    at: Date,
    reason: { code: string; sentence: string },
    idempotency?: IdempotencyBinding,
  ): Promise<Run>
  /** `halted`, `paused` → `approved`, or `planned` when its plan is not complete. PermanentError `run.not-halted` otherwise. */
  resumeRun(runId: string, actor: Actor, at: Date, idempotency?: IdempotencyBinding): Promise<Run>
  /**
   * Makes an unfinished run end soon: items that were not sent become `withdrawn`, whoever holds a batch loses it, and a
   * halted run goes on so that what was sent is settled. Harmless for a run that was not started or has ended.
   */
  withdrawRest(runId: string, actor: Actor, at: Date): Promise<void>
  /** Ends a run and gives up whatever ownership its items without `in_doubt` still have. */
  endRun(
    runId: string,
    state: Extract<RunState, 'succeeded' | 'partially_succeeded' | 'failed'>,
    at: Date,
    reason?: { code: string; sentence: string },
  ): Promise<void>
  /** Where the before-images of a run were exported. */
  recordExport(runId: string, exported: { key: string; sha256: string; rowCount: number; at: Date }): Promise<void>
}
