import { PermanentError } from '../../domain/errors.ts'
import type { Preflight } from '../../domain/preflight/preflight.ts'
import type { Context } from '../context.ts'

/**
 * The newest preflight.
 * @throws PermanentError `preflight.none`
 */
export async function readPreflight({ ports }: Context): Promise<Preflight> {
  const newest = await ports.tracking.newestPreflight()
  if (newest) return newest
  throw new PermanentError(
    'preflight.none',
    'Nobody has looked at the org yet. Do it: POST /v1/preflight, or "doclift preflight".',
  )
}
