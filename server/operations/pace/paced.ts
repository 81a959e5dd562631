import type { PacedHost } from '../../domain/pace/hosts.ts'
import type { Context } from '../context.ts'
import { atMostEvery } from '../diagnostics/at-most-every.ts'
import type { Parallel } from '../in-parallel.ts'
import { followSettings } from './follow-settings.ts'

/** How soon a run that was paused or halted takes no more files, however large they are. */
const ASK_EVERY_MS = 1_000

/** Items of a run are taken as settings and the hosts they ask allow, and while the run goes on. */
export async function paced(
  context: Context,
  hosts: readonly PacedHost[],
  { runId, signal }: { runId: string; signal: AbortSignal },
): Promise<Pick<Parallel<never>, 'take' | 'goesOn'>> {
  const { ports, pace } = context
  await followSettings(context)
  const isRunning = atMostEvery(ASK_EVERY_MS, ports.clock, () => ports.tracking.isRunning(runId))
  return {
    take: () => pace.hosts.take(hosts),
    goesOn: async () => !signal.aborted && (await isRunning()),
  }
}
