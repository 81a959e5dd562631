import { agree } from '../agree.ts'
import type { UrlMode } from '../switch/url.ts'

/** Judging a sample of links that were opened as a user would open them. */

export interface LinkCheck {
  recordId: string
  isOpen: boolean
  isRightSize: boolean
  /** Why it did not open, as a sentence. */
  problem: string | null
  newLatencyMs: number
  /** Null when the old URL could not be opened for comparison. */
  oldLatencyMs: number | null
}

/**
 * All opened with the right size passes; one failure fails; an empty sample is inconclusive.
 * @param mode of the new links; it decides how far they were opened, and the sentence says no more than that
 */
export function summariseLinks(checks: readonly LinkCheck[], mode: UrlMode) {
  const failures = checks.filter((check) => !check.isOpen || !check.isRightSize)
  const oldLatencies = checks.flatMap((check) => (check.oldLatencyMs === null ? [] : [check.oldLatencyMs]))
  const newMedianMs = median(checks.map((check) => check.newLatencyMs))
  const oldMedianMs = median(oldLatencies)
  const measured = {
    opened: checks.length - failures.length,
    sample: checks.length,
    newMedianMs,
    oldMedianMs,
    failures: failures.slice(0, 20).map(({ recordId, problem }) => ({ recordId, problem: problem ?? 'wrong size' })),
  }
  if (checks.length === 0) return { outcome: 'inconclusive' as const, sentence: 'There was no link to open.', measured }
  const latency = `median ${text(newMedianMs)}, before ${text(oldMedianMs)}`
  const sentence = `${measured.opened} of ${agree(checks.length, 'new link', 'new links')} ${HOW_FAR[mode]} (${latency}).`
  return { outcome: failures.length === 0 ? ('passed' as const) : ('failed' as const), sentence, measured }
}

const HOW_FAR: Readonly<Record<UrlMode, string>> = {
  object: 'opened as a user would open them',
  org: 'are the page of their document in this org, and the copy behind each was read; the page itself a person has to open',
  link: 'lead to the page of their document in this org, and the copy behind each was read; the page itself a person has to open',
}

/** Null for no values. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

function text(milliseconds: number | null): string {
  return milliseconds === null ? 'unknown' : `${Math.round(milliseconds)} ms`
}
