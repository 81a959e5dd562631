/** A look at the org before a switch: what stops it, what it sets off, and what could not be found out. */

export const PREFLIGHT_ITEMS = [
  'field',
  'permissions',
  'sharing',
  'triggers',
  'flows',
  'validation-rules',
  'workflow-rules',
  'field-history',
  'change-data-capture',
  'package-licence',
  'encryption',
] as const
export type PreflightItem = (typeof PREFLIGHT_ITEMS)[number]

/** From best to worst. */
export const PREFLIGHT_OUTCOMES = ['passed', 'warning', 'inconclusive', 'failed'] as const
export type PreflightOutcome = (typeof PREFLIGHT_OUTCOMES)[number]

/** What one look found. */
export interface PreflightFinding {
  outcome: PreflightOutcome
  /** What it means for the switch. */
  sentence: string
  /** For machines; nothing secret. */
  facts: Readonly<Record<string, string | number | boolean | null>>
}

export interface PreflightLine extends PreflightFinding {
  item: PreflightItem
}

export interface Preflight {
  id: string
  /** ISO 8601, UTC. */
  at: string
  actorId: string
  /** The worst of its lines. */
  outcome: PreflightOutcome
  /** What runs on each record, in one sentence. */
  automation: string
  lines: PreflightLine[]
}

/** The names a look is about. */
export interface PreflightNames {
  object: string
  urlField: string
}

/** The worst outcome of the lines; inconclusive without any, because nothing was found out. */
export function worstOf(lines: readonly Pick<PreflightLine, 'outcome'>[]): PreflightOutcome {
  if (lines.length === 0) return 'inconclusive'
  const ranks = lines.map(({ outcome }) => PREFLIGHT_OUTCOMES.indexOf(outcome))
  return PREFLIGHT_OUTCOMES[Math.max(...ranks)] ?? 'inconclusive'
}
