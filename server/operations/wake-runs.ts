import type { Run } from '../domain/run/run.ts'
import type { Context } from './context.ts'

/**
 * A run that is being planned by whoever asked for it (a rollback of one record) must not be planned by a worker as well;
 * such planning ends within half of this time.
 */
const PLANNED_ELSEWHERE_MS = 60_000

/**
 * Sends a task for every run that needs a worker. The ledger knows them, so a task that was lost with a process, or never
 * sent because it died in between, is made up for here.
 * @returns how many tasks were sent
 */
export async function wakeRuns({
  ports,
}: {
  ports: Pick<Context['ports'], 'tracking' | 'queue' | 'clock'>
}): Promise<number> {
  const now = ports.clock.now().getTime()
  const runs = (await ports.tracking.listRunsToAdvance()).filter((run) => !isBeingPlannedElsewhere(run, now))
  for (const run of runs) await ports.queue.send({ kind: 'run', runId: run.id })
  return runs.length
}

function isBeingPlannedElsewhere({ state, createdAt }: Run, nowMs: number): boolean {
  return state === 'planned' && nowMs - Date.parse(createdAt) < PLANNED_ELSEWHERE_MS
}
