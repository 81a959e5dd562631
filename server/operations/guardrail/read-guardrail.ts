import { type Guardrail, judgeGuardrail } from '../../domain/switch/guardrail.ts'
import type { Context } from '../context.ts'

/**
 * How the latest records of a switch stand against the limits. Of a batch, what was refused is written down before what was
 * granted, so no fewer records than a batch are looked at.
 */
export async function readGuardrail({ ports, settings }: Context, runId: string): Promise<Guardrail> {
  const { guardrail, batchItems } = settings.switching
  const records = Math.max(guardrail.latestRecords, batchItems)
  return judgeGuardrail(await ports.tracking.latestOutcomes(runId, records), guardrail)
}
