import { agree } from '../../domain/agree.ts'
import type { Probe } from '../../ports/probe.ts'

/** More than 95 % (a setting) of the records in scope are copied and verified (seed 000, Phase 1 completion). */
export const successRate: Probe = {
  id: 'tracking.success-rate',
  async run(run, { tracking }, { minVerifiedPercent }) {
    const measured = await tracking.coverageOf(run.scope)
    return { ...judgeSuccessRate(measured, minVerifiedPercent), measured }
  },
}

/** Exactly the limit does not pass: the seed says "more than". */
export function judgeSuccessRate({ eligible, verified }: { eligible: number; verified: number }, minPercent: number) {
  if (eligible === 0) return { outcome: 'failed' as const, sentence: 'No record is in scope. Run an inventory first.' }
  const percent = (100 * verified) / eligible
  const outcome = percent > minPercent ? ('passed' as const) : ('failed' as const)
  const sentence = `Of ${agree(eligible, 'record', 'records')} in scope, ${agree(verified, 'is', 'are')} copied and checked (${percent.toFixed(2)} %); more than ${minPercent} % is needed.`
  return { outcome, sentence }
}
