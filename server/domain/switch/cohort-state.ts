/** How far a cohort of a switch is. */

export const COHORT_STATES = ['waiting', 'running', 'soaking', 'done'] as const
export type CohortState = (typeof COHORT_STATES)[number]

/** A cohort as its plan has it, with what the ledger knows of its batches. */
export interface CohortFacts {
  /** From 1, in the order in which they are switched. */
  number: number
  isCanary: boolean
  /** Share of the Accounts after the canary that is switched once this cohort is, in percent; null for the canary. */
  percentage: number | null
  accounts: number
  records: number
  /** How long the run rests after it. */
  soakMinutes: number
  /** Whether a worker has begun with it. */
  isBegun: boolean
  /** When all of it was settled; ISO 8601, UTC. */
  endedAt: string | null
}

export interface CohortView extends Omit<CohortFacts, 'isBegun'> {
  state: CohortState
  /** Until when the run rests after it; null before its end, and where it does not rest. ISO 8601, UTC. */
  soaksUntil: string | null
}

/** A cohort as people see it at a moment. */
export function viewCohort({ isBegun, ...cohort }: CohortFacts, now: Date): CohortView {
  const until = soakEndOf(cohort)
  const isOver = until === null || until <= now
  const unfinished = isBegun ? 'running' : 'waiting'
  const state = cohort.endedAt === null ? unfinished : isOver ? 'done' : 'soaking'
  return { ...cohort, state, soaksUntil: until?.toISOString() ?? null }
}

/** When the rest after a cohort ends; null before its end, and where it does not rest. */
export function soakEndOf({ endedAt, soakMinutes }: Pick<CohortFacts, 'endedAt' | 'soakMinutes'>): Date | null {
  if (endedAt === null || soakMinutes === 0) return null
  return new Date(Date.parse(endedAt) + soakMinutes * 60_000)
}

/** Which Accounts a cohort takes, in words. */
export function nameCohort({ isCanary, percentage }: Pick<CohortFacts, 'isCanary' | 'percentage'>): string {
  if (isCanary) return 'the canary'
  return percentage === 100 ? 'all other Accounts' : `up to ${percentage} % of the Accounts`
}

/** Why a run rests between two cohorts and until when, for people. */
export function soakSentence(cohort: CohortFacts, cohorts: number, until: Date): string {
  const moment = `${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `Cohort ${cohort.number} of ${cohorts} is done: ${nameCohort(cohort)}, ${cohort.records} records. Look at them in Salesforce. The next cohort begins by itself at ${moment}. To keep it from beginning, stop the job; to go back, roll it back.`
}
