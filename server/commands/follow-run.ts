import { PermanentError } from '../domain/errors.ts'
import { isUnfinished, needsApproval, type Run, type RunCounts } from '../domain/run/run.ts'
import type { Services } from '../operations/services.ts'
import { formatCounts, formatGate, formatState, formatStop, summariseRun } from './describe-run.ts'
import type { CommandTools } from './tools.ts'

const POLL_MS = 1_000

/**
 * Prints the progress of a run until it ends, is halted or waits for an approval. The work itself is done by a worker.
 * @throws PermanentError `run.not-succeeded` when it ends in another way than it should
 */
export async function followRun(tools: CommandTools, services: Services, runId: string): Promise<void> {
  const run = await watch(tools, services, runId)
  tools.print(formatCounts(await services.tracking.countsOf(runId)))
  const gate = await services.gateOf(runId)
  if (gate) tools.print(formatGate(gate))
  for (const line of formatStop(run)) tools.print(line)
  if (run.state !== 'succeeded' && !isWaiting(run)) throw notSucceeded(run)
}

async function watch(tools: CommandTools, services: Services, runId: string): Promise<Run> {
  let shown = ''
  for (;;) {
    const { run, line } = await progressOf(services, runId)
    if (line !== shown) tools.print(line)
    shown = line
    if (!isUnfinished(run.state) || run.state === 'halted' || isWaiting(run)) return run
    await services.clock.sleep(POLL_MS)
  }
}

async function progressOf({ tracking }: Services, runId: string): Promise<{ run: Run; line: string }> {
  const run = await tracking.getRun(runId)
  if (!run) throw new PermanentError('run.not-found', `There is no run "${runId}".`)
  return { run, line: formatProgress(run, await tracking.countsOf(runId)) }
}

function formatProgress(run: Run, { planned, pending }: RunCounts): string {
  if (run.planHash === null) return summariseRun(run)
  return `Run ${run.number}: ${formatState(run)}, ${planned - pending} of ${planned} items`
}

/** The plan stands and goes no further by itself. */
function isWaiting({ state, planHash, operation, isDryRun }: Run): boolean {
  return state === 'planned' && planHash !== null && (isDryRun || needsApproval(operation))
}

function notSucceeded(run: Run): PermanentError {
  return new PermanentError('run.not-succeeded', `Run ${run.number} ended as "${formatState(run)}".`)
}
