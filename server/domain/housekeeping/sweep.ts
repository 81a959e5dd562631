/** What housekeeping looks through, in this order. */
export const SWEEP_SUBJECTS = [
  'uploads',
  'probe-objects',
  'ingest-jobs',
  'query-jobs',
  'idempotency-keys',
  'webhook-deliveries',
  'run-items',
] as const

export type SweepSubject = (typeof SWEEP_SUBJECTS)[number]

/** What a sweep found at one subject. */
export interface SweepResult {
  subject: SweepSubject
  /** What may go. */
  found: number
  /** What went; nothing in a dry run. */
  removed: number
  /** What a person should know; null when there is nothing. */
  sentence: string | null
}

/** How much was removed of each subject where something was. */
export function removedBySubject(results: readonly SweepResult[]): Partial<Record<SweepSubject, number>> {
  return Object.fromEntries(
    results.filter(({ removed }) => removed > 0).map(({ subject, removed }) => [subject, removed]),
  )
}
