import { type Counts, NO_COUNTS } from './counts.ts'

/**
 * Runs a tier that has a command of its own and ends the process: with one line `N passed, N failed, N skipped` and 1 when
 * something failed. What the tier throws counts as one failure. A signal aborts the tier, which then ends what it started.
 */
export async function endWithCounts(tier: (interrupted: AbortSignal) => Promise<Counts>): Promise<never> {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interrupted.abort(new Error(`Ended by ${signal}.`)))
  }
  const counts = await tier(interrupted.signal).catch(tellFailure)
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  process.exit(counts.failed === 0 ? 0 : 1)
}

function tellFailure(thrown: unknown): Counts {
  console.log(`failed: ${thrown instanceof Error ? thrown.message : thrown}`)
  return { ...NO_COUNTS, failed: 1 }
}
