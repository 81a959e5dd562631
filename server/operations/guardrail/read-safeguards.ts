import type { Run } from '../../domain/run/run.ts'
import type { Guardrail } from '../../domain/switch/guardrail.ts'
import type { Context } from '../context.ts'
import { readGuardrail } from './read-guardrail.ts'

/** What keeps a switch from doing much harm, as it stands now. */
export interface Safeguards {
  /** Null for a run that is no switch, and for one that was not started. */
  guardrail: Guardrail | null
}

/** Reads how a run stands against its limits. */
export async function readSafeguards(context: Context, run: Run): Promise<Safeguards> {
  const isJudged = run.operation === 'switch' && run.startedAt !== null
  return { guardrail: isJudged ? await readGuardrail(context, run.id) : null }
}
