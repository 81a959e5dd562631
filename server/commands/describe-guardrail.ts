import type { Guardrail } from '../domain/switch/guardrail.ts'
import { grouped } from './measures.ts'

/** How the latest records of a switch stand against the limits, in one line; none for any other run. */
export function formatGuardrail(guardrail: Guardrail | null): string[] {
  if (guardrail === null) return []
  const { outcome, attempted, failed, unknown, failurePercent, leastRecords } = guardrail
  const doubt = unknown === 0 ? '' : `, ${grouped(unknown)} not known yet`
  const found = `${grouped(failed)} of the latest ${grouped(attempted)} failed${doubt}`
  return [
    `Guardrail: ${outcome.replaceAll('-', ' ')}; ${found}; up to ${failurePercent} % may, judged from ${grouped(leastRecords)} on.`,
  ]
}
