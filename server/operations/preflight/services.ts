import type { Preflight } from '../../domain/preflight/preflight.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'
import { makePreflight, type PreflightRequest } from './make-preflight.ts'
import { readPreflight } from './read-preflight.ts'

export interface PreflightServices {
  /** Error: PermanentError `preflight.none`. */
  newest(): Promise<Preflight>
  /** Error: PermanentError `api.idempotency-reused`. */
  make(request: PreflightRequest, actor: Actor, idempotency?: IdempotencyBinding): Promise<Preflight>
}

export function preflightServices(context: Context): PreflightServices {
  return {
    newest: () => readPreflight(context),
    make: (request, actor, idempotency) => makePreflight(context, request, actor, idempotency),
  }
}
