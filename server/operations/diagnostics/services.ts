import type { Actor } from '../../domain/run/run.ts'
import type { Context } from '../context.ts'
import type { About } from './about.ts'
import { atMostEvery } from './at-most-every.ts'
import { type ConnectionCheck, checkConnections } from './check-connections.ts'
import { type Measurements, measure } from './measure.ts'
import { type SupportBundle, supportBundle } from './support-bundle.ts'

/** Whether all is well, and what to hand to whoever helps. */
export interface DiagnosticServices {
  /** Looks at every connection now; who asks again within ten seconds gets the same answer. */
  checkConnections(): Promise<ConnectionCheck[]>
  measure(): Promise<Measurements>
  supportBundle(actor: Actor): Promise<SupportBundle>
}

/** So that nobody can use us to press the others. */
const CHECK_AT_MOST_EVERY_MS = 10_000

export function diagnosticServices(context: Context, about: About): DiagnosticServices {
  const check = atMostEvery(CHECK_AT_MOST_EVERY_MS, context.ports.clock, () => checkConnections(context, about))
  return {
    checkConnections: check,
    measure: () => measure(context),
    supportBundle: (actor) => supportBundle(context, about, check, actor),
  }
}
