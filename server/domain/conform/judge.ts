import { agree } from '../agree.ts'
import { freshUntil, otherSettings, REPORT_FRESH_FOR_DAYS } from './admit.ts'
import type { Assumption } from './assumption.ts'
import { ASSUMPTIONS } from './assumptions.ts'
import type { ConformInstallation } from './installation.ts'
import type { CheckResult, ConformReport } from './report.ts'

/** What a report proves, without regard to its age. */
export type ConformOutcome = 'passed' | 'failed' | 'inconclusive'

/**
 * Judges the checks of a report by what Doclift relies on: what can be brought about in every org must have passed; the rest
 * must not have failed.
 */
export function outcomeOf({ checks }: Pick<ConformReport, 'checks'>): ConformOutcome {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'failed'
  const results = new Map(checks.map((check) => [check.name, check.outcome]))
  return ASSUMPTIONS.every((assumption) => isSettled(assumption, results.get(assumption.name)))
    ? 'passed'
    : 'inconclusive'
}

function isSettled({ provoked, isReliedOn }: Assumption, outcome: CheckResult['outcome'] | undefined): boolean {
  if (!isReliedOn) return true
  return outcome === 'passed' || (outcome === 'not-provoked' && provoked !== 'always')
}

export interface ConformStanding {
  outcome: ConformOutcome
  /** What it says about this installation now, and what to do. */
  sentence: string
}

/**
 * What the newest report says about an installation now: passed when it is no older than 30 days, about the same settings,
 * and every check passed that can be made.
 * @param keyIds of the public keys that are believed now
 */
export function standingOf(
  report: ConformReport | undefined,
  installation: Pick<ConformInstallation, 'apiVersion' | 'names'> & { keyIds: readonly string[] },
  now: Date,
): ConformStanding {
  if (!report) return { outcome: 'failed', sentence: `No sandbox of the org was checked. ${HOW}` }
  const where = `The sandbox at ${report.org.host} was checked at ${report.endedAt}`
  const fault = faultOf(report, installation, now)
  if (fault !== null) return { outcome: 'failed', sentence: `${where}; ${fault} ${HOW}` }
  const outcome = outcomeOf(report)
  return { outcome, sentence: `${where}: ${countsOf(report)}${outcome === 'passed' ? '' : ` ${WHAT_NOW}`}` }
}

function faultOf(report: ConformReport, installation: Parameters<typeof standingOf>[1], now: Date): string | null {
  if (freshUntil(report) <= now.toISOString()) return `that was more than ${REPORT_FRESH_FOR_DAYS} days ago.`
  if (!installation.keyIds.includes(report.signer.keyId)) return 'its key is not believed any more.'
  const differing = otherSettings(report, installation)
  return differing.length === 0 ? null : `since then ${differing.join(', ')} changed.`
}

function countsOf({ summary, checks }: ConformReport): string {
  const names = checks.filter(({ outcome }) => NOT_AS_EXPECTED.includes(outcome)).map(({ name }) => name)
  const open = names.length === 0 ? '' : ` (${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''})`
  const made = summary.passed + summary.differs + summary.failed + summary.inconclusive
  return `it behaves as Doclift expects in ${summary.passed} of ${agree(made, 'check', 'checks')}${open}.`
}

const NOT_AS_EXPECTED: readonly CheckResult['outcome'][] = ['failed', 'inconclusive', 'differs']
const HOW =
  'Run "npm run org:conform" against a sandbox of the org and import its report with "npx doclift conform import FILE".'
const WHAT_NOW = '"npx doclift conform show" says what each means. Mend it, check again and import the new report.'
