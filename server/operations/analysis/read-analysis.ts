import { PermanentError } from '../../domain/errors.ts'
import type { StoredAnalysis } from '../../ports/tracking/analyses.ts'
import type { Context } from '../context.ts'

/**
 * The newest analysis.
 * @throws PermanentError `analysis.none`
 */
export async function readAnalysis({ ports }: Context): Promise<StoredAnalysis> {
  const newest = await ports.tracking.newestAnalysis()
  if (newest) return newest
  throw new PermanentError(
    'analysis.none',
    'There is no analysis yet. Make one: POST /v1/runs with operation analyse, or "doclift run analyse".',
  )
}
