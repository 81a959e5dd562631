import type { Context } from './context.ts'

/**
 * Sends a task for every run that needs a worker. The ledger knows them, so a task that was lost with a process, or never
 * sent because it died in between, is made up for here.
 */
export async function wakeRuns({ ports }: Pick<Context, 'ports'>): Promise<number> {
  const runs = await ports.tracking.listRunsToAdvance()
  for (const run of runs) await ports.queue.send({ kind: 'run', runId: run.id })
  return runs.length
}
