import { PermanentError } from '../domain/errors.ts'
import { pausesByItself } from '../domain/run/pause.ts'
import { type Pace, type ProgressSample, paceBetween, settledItems } from '../domain/run/progress.ts'
import { isUnfinished, needsApproval, type Run, type RunCounts } from '../domain/run/run.ts'
import type { Services } from '../operations/services.ts'
import { formatState, summariseRun } from './describe-run.ts'
import { formatProgressBar } from './progress-bar.ts'
import type { CommandTools } from './tools.ts'

const POLL_MS = 1_000
/** The pace is that of the last half minute: what was long ago says little about what is left. */
const PACE_WINDOW_MS = 30_000

/**
 * Shows the progress of a run until it ends, is halted or paused by hand, or waits for an approval. The work itself is done by a worker.
 * @returns the run as it is then
 */
export async function followRun(tools: CommandTools, services: Services, runId: string): Promise<Run> {
  const samples: ProgressSample[] = []
  for (;;) {
    const run = await requireRun(services, runId)
    const counts = await services.tracking.countsOf(runId)
    tools.progress(formatProgress(run, counts, paceOf(samples, services.clock.now(), counts)))
    if (hasCome(run)) return run
    await services.clock.sleep(POLL_MS)
  }
}

/** @throws PermanentError `run.not-succeeded` when a run that was followed ended in another way than it should */
export function refuseBadEnd(run: Run): void {
  if (run.state === 'succeeded' || isWaiting(run)) return
  throw new PermanentError('run.not-succeeded', `Run ${run.number} ended as "${formatState(run)}".`)
}

async function requireRun({ tracking }: Services, runId: string): Promise<Run> {
  const run = await tracking.getRun(runId)
  if (!run) throw new PermanentError('run.not-found', `There is no run "${runId}".`)
  return run
}

function paceOf(samples: ProgressSample[], now: Date, counts: RunCounts): Pace | undefined {
  const last = { atMs: now.getTime(), settled: settledItems(counts) }
  samples.push(last)
  while (samples.length > 1 && last.atMs - (samples[0]?.atMs ?? 0) > PACE_WINDOW_MS) samples.shift()
  return paceBetween(samples[0] ?? last, last, counts.planned)
}

function formatProgress(run: Run, counts: RunCounts, pace: Pace | undefined): string {
  if (run.planHash === null || counts.planned === 0) return summariseRun(run)
  return `Run ${run.number}: ${formatState(run)} ${formatProgressBar(counts, counts.pending > 0 ? pace : undefined)}`
}

/** Nothing more happens to it without a person. */
function hasCome(run: Run): boolean {
  const isPausedByHand = run.state === 'paused' && !pausesByItself(run.stopCode ?? '')
  return !isUnfinished(run.state) || run.state === 'halted' || isPausedByHand || isWaiting(run)
}

/** The plan stands and goes no further by itself. */
function isWaiting({ state, planHash, operation, isDryRun }: Run): boolean {
  return state === 'planned' && planHash !== null && (isDryRun || needsApproval(operation))
}
