import { agree } from '../agree.ts'
import type { ItemOutcome } from '../run/run.ts'

/** How much of a switch may go wrong before it is stopped (design.md section 7 step 7). */
export interface GuardrailLimits {
  /** More failures than this for every hundred records halt the run. */
  failurePercent: number
  /** Fewer records are not judged. */
  leastRecords: number
}

/** How many of the latest records of a run ended how, with those of the whole run whose outcome is not known yet. */
export type LatestOutcomes = Partial<Record<ItemOutcome, number>>

/** `not-known`: what is not known yet decides whether there are too many failures. */
export const GUARDRAIL_OUTCOMES = ['fine', 'too-few-records', 'too-many-failures', 'not-known'] as const
export type GuardrailOutcome = (typeof GUARDRAIL_OUTCOMES)[number]

export interface Guardrail extends GuardrailLimits {
  outcome: GuardrailOutcome
  /** Of the latest records, those that Doclift wrote or tried to write, and what became of them is known. */
  attempted: number
  failed: number
  /** Records whose write was sent and whose answer was lost. */
  unknown: number
}

/** What went wrong. A record that was left alone, because somebody else changed it or it was withdrawn, is no attempt. */
const FAILURES: readonly ItemOutcome[] = ['failed', 'refused', 'overwritten']

/**
 * Judges the latest records of a switch. What is not known counts as neither: it passes when the limit held even if all of it
 * failed, and halts when it were broken even if none of it did.
 */
export function judgeGuardrail(latest: LatestOutcomes, limits: GuardrailLimits): Guardrail {
  const failed = FAILURES.reduce((sum, outcome) => sum + (latest[outcome] ?? 0), 0)
  const attempted = failed + (latest.done ?? 0)
  const unknown = latest.in_doubt ?? 0
  const { failurePercent, leastRecords } = limits
  return {
    outcome: outcomeOf({ attempted, failed, unknown }, limits),
    attempted,
    failed,
    unknown,
    failurePercent,
    leastRecords,
  }
}

function outcomeOf(
  { attempted, failed, unknown }: Pick<Guardrail, 'attempted' | 'failed' | 'unknown'>,
  { failurePercent, leastRecords }: GuardrailLimits,
): GuardrailOutcome {
  const all = attempted + unknown
  const isTooMany = (failures: number) => failures * 100 > failurePercent * all
  if (all < leastRecords) return 'too-few-records'
  if (attempted >= leastRecords && isTooMany(failed)) return 'too-many-failures'
  return isTooMany(failed + unknown) ? 'not-known' : 'fine'
}

/** Why a run is halted, and what lets it go on. */
export function tooManyFailuresSentence({ attempted, failed, failurePercent }: Guardrail): string {
  const share = Number(((100 * failed) / attempted).toFixed(2))
  return `Expected at most ${failurePercent} % of the latest records to fail; ${failed} of ${attempted} did (${share} %). Nothing more is written. Look at what failed and mend its cause, then resume: only what happens from then on counts. Or roll the job back.`
}

/** Why a run waits, and until when. */
export function notKnownYetSentence({ attempted, unknown }: Guardrail, resumeAt: Date): string {
  const moment = `${resumeAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `Expected to know what became of the latest ${agree(attempted + unknown, 'record', 'records')}; the answers about ${unknown} were lost. Nothing more is written until they are known. Doclift reads them again at ${moment} and goes on by itself.`
}
