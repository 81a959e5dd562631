import { adviceFor, type FailureAdvice } from '../../domain/failure/advice.ts'
import type { RunFailureCount } from '../../ports/tracking/failures.ts'
import type { Context } from '../context.ts'

/** Records that one run could not do for the same reason, with what to do about it. */
export interface RunFailureGroup extends RunFailureCount, FailureAdvice {}

/** What one run could not do, in groups by code, the largest first; what became of the records since then does not count. */
export async function readRunFailures({ ports }: Pick<Context, 'ports'>, runId: string): Promise<RunFailureGroup[]> {
  const counts = await ports.tracking.countRunFailures(runId)
  return counts.map((count) => ({ ...count, ...adviceFor(count.code) }))
}
