import { type GateDecision, judgeGate } from '../domain/gate/gate.ts'
import type { Context } from './context.ts'
import { judge } from './start-run.ts'

/**
 * How the gate of a run stands: for a plan that waits for its approval as it would be judged now, for any other run as it
 * was measured. Null for a run without a gate.
 */
export async function readGate(context: Context, runId: string): Promise<GateDecision | null> {
  const { tracking, clock } = context.ports
  const [run, evidence] = await Promise.all([tracking.getRun(runId), tracking.evidenceOf(runId)])
  const [first] = evidence
  if (!run || !first) return null
  if (run.state === 'planned') return judge(context, evidence, clock.now())
  const required = context.probes.map((probe) => probe.id)
  return judgeGate(required, evidence, first.measuredAt, first.settingsFingerprint)
}
