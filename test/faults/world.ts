import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import project from '../../package.json' with { type: 'json' }
import type { Operation, Run, Scope } from '../../server/domain/run/run.ts'
import { resumePausedRuns } from '../../server/operations/resume-paused-runs.ts'
import { startRun } from '../../server/operations/start-run.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'
import type { FaultOptions } from './options.ts'
import { faultsOf } from './org-faults.ts'
import { peakMemoryOf } from './peak-memory.ts'

/** An installation whose worker is a process of its own, and a person who resumes what was stopped. */
export interface World {
  doclift: TestInstallation
  /** Codes of the stops after which somebody resumed a run. */
  resumed: string[]
  /** Lets every fault strike while something is done. */
  underFaults<Result>(phase: 'reading' | 'writing', act: () => Promise<Result>): Promise<Result>
  /** Creates a run. */
  begin(operation: Operation, scope?: Scope): Promise<string>
  /** Starts a planned switch; the checks of its gate are not what is tried here. */
  start(run: Run): Promise<void>
  /** Uses up the org's API requests of the day. A run that waits for them gets another day. */
  useUpTheDay(): Promise<void>
  /**
   * Waits until a run has ended, or until it waits for its approval.
   * @param meanwhile is done again and again
   */
  untilEnded(runId: string, meanwhile?: (doneShare: number) => Promise<void>): Promise<Run>
  /** Highest resident memory of the worker, in bytes; null where the system does not tell. */
  peakMemory(): Promise<number | null>
  dispose(): Promise<void>
}

const WORKER = fileURLToPath(new URL('../../server/worker.ts', import.meta.url))
const EVERYTHING: Scope = { kind: 'everything' }
const LOOK_EVERY_MS = 100
const DAY = 5_000_000
/** Two sessions refused in a row look like a user who was locked out, and only a person can tell. */
const RESUMED_BY_A_PERSON = ['salesforce.unauthorised']

export async function openWorld({ records, share, seed }: FaultOptions): Promise<World> {
  const doclift = await openTestInstallation({
    sandbox: { records, seed },
    settings: { SWITCH_BATCH: '2000', COLLECTIONS_UP_TO: '200' },
    hasWorker: false,
  })
  const worker = startWorker(doclift.settings)
  const { control } = doclift.sandbox
  const resumed: string[] = []
  let usedToday = 0

  /** Lets the org be asked now, instead of after some minutes, whether a paused run may go on. */
  const hurry = async ({ id }: Run) => {
    if (usedToday > 0) await control.setApiUsage(usedToday, DAY)
    usedToday = 0
    const sql = "update runs set resume_at = now() where id = ? and state = 'paused' returning id"
    await runSql(doclift.ownerUrl, sql, [id])
    await resumePausedRuns(doclift.context)
  }
  const untilEnded: World['untilEnded'] = async (runId, meanwhile) => {
    for (;;) {
      const run = await requireRun(doclift, runId)
      if (run.endedAt !== null || isWaiting(run)) return requireGoodEnd(run)
      if (run.state === 'halted') resumed.push(await resume(doclift, run))
      if (run.state === 'paused') await hurry(run)
      await meanwhile?.(await doneShareOf(doclift, runId))
      await wait(LOOK_EVERY_MS)
    }
  }
  return {
    doclift,
    resumed,
    async underFaults(phase, act) {
      for (const fault of faultsOf(phase, share, seed)) await control.fault(fault)
      const result = await act()
      await control.clearFaults()
      return result
    },
    async begin(operation, scope = EVERYTHING) {
      const request = { operation, scope, isDryRun: false, limits: {} }
      return (await doclift.services.planRun(request, doclift.actor)).run.id
    },
    async start(run) {
      await startRun({ ...doclift.context, probes: [] }, run.id, run.planHash ?? '', doclift.actor)
    },
    async useUpTheDay() {
      usedToday = await control.apiCalls()
      await control.setApiUsage(DAY, DAY)
    },
    untilEnded,
    peakMemory: () => peakMemoryOf(worker),
    async dispose() {
      await stop(worker)
      await doclift.dispose()
    },
  }
}

function startWorker(settings: Record<string, string>): ChildProcess {
  const env = { ...process.env, ...settings, LOG_LEVEL: process.env.TEST_LOG ? 'info' : 'fatal' }
  const command = [...project.config.serviceFlags, WORKER]
  return spawn(process.execPath, command, { env, stdio: ['ignore', 'inherit', 'inherit'] })
}

async function stop(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  const ended = once(worker, 'exit')
  worker.kill('SIGTERM')
  await ended
}

async function requireRun({ context }: TestInstallation, runId: string): Promise<Run> {
  const run = await context.ports.tracking.getRun(runId)
  if (!run) throw new Error(`There is no run ${runId}.`)
  return run
}

function isWaiting({ state, planHash, operation }: Run): boolean {
  return state === 'planned' && planHash !== null && operation === 'switch'
}

function requireGoodEnd(run: Run): Run {
  if (run.state !== 'failed') return run
  throw new Error(`Run ${run.number} (${run.operation}) failed: ${run.stopSentence} (${run.stopCode})`)
}

/** Every fault passes, so hardly any stop is right. */
async function resume({ services, actor }: TestInstallation, run: Run): Promise<string> {
  const code = run.stopCode ?? ''
  if (!RESUMED_BY_A_PERSON.includes(code)) {
    throw new Error(`Run ${run.number} (${run.operation}) was stopped: ${run.stopSentence} (${code})`)
  }
  await services.resumeRun(run.id, actor)
  return code
}

async function doneShareOf({ context }: TestInstallation, runId: string): Promise<number> {
  const { planned, pending } = await context.ports.tracking.countsOf(runId)
  return planned === 0 ? 0 : (planned - pending) / planned
}
