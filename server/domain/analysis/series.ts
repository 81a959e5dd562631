import { PermanentError } from '../errors.ts'

/** What was done over time, in buckets of an hour or a day (UTC). */

export type SeriesStep = 'hour' | 'day'

/** Counters of a bucket: settled items as `<operation>:<outcome>`, and `back_up:bytes`. */
export type SeriesCounts = Readonly<Record<string, number>>

export interface SeriesSpan {
  by: SeriesStep
  /** Start of the first bucket. */
  from: Date
  /** End of the last bucket. */
  to: Date
}

export interface SeriesBucket {
  /** Start of the bucket. */
  from: string
  /** Items that got their outcome; the sum of the counts that follow. */
  settled: number
  /** Copies made and proven. */
  verified: number
  /** Verified copies that were asked about again and are the same. */
  reconfirmed: number
  /** URLs switched and read back. */
  switched: number
  rolledBack: number
  /** Failed, or refused by the org. */
  failed: number
  conflicted: number
  /** Edits by others that our write replaced. */
  overwritten: number
  withdrawn: number
  verifiedBytes: number
  /** failed / settled; null when nothing was settled. */
  errorRate: number | null
}

/** A time without a zone would be read in that of the machine. */
const ISO_TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/i

const STEP_MS: Readonly<Record<SeriesStep, number>> = { hour: 3_600_000, day: 86_400_000 }
const LONGEST_DAYS: Readonly<Record<SeriesStep, number>> = { hour: 31, day: 5 * 366 }
const USUAL_BUCKETS: Readonly<Record<SeriesStep, number>> = { hour: 24, day: 30 }

/**
 * The whole buckets that cover what was asked for; without a start the last 24 hours or 30 days.
 * @throws PermanentError `series.bad-range`
 */
export function seriesSpan(asked: { by: SeriesStep; from?: string; to?: string }, now: Date): SeriesSpan {
  const stepMs = STEP_MS[asked.by]
  const toMs = Math.ceil(timeOf(asked.to, now.getTime()) / stepMs) * stepMs
  const usualMs = toMs - USUAL_BUCKETS[asked.by] * stepMs
  const fromMs = Math.floor(timeOf(asked.from, usualMs) / stepMs) * stepMs
  if (fromMs >= toMs) throw badRange('The start must lie before the end.')
  const longest = LONGEST_DAYS[asked.by]
  if (toMs - fromMs > longest * STEP_MS.day) {
    throw badRange(`By ${asked.by}, a series covers at most ${longest} days. Ask for less, or by day.`)
  }
  return { by: asked.by, from: new Date(fromMs), to: new Date(toMs) }
}

/** Every bucket of a span, those without work too. */
export function fillSeries(span: SeriesSpan, rows: readonly { from: string; counts: SeriesCounts }[]): SeriesBucket[] {
  const known = new Map(rows.map((row) => [Date.parse(row.from), row.counts]))
  const stepMs = STEP_MS[span.by]
  const length = (span.to.getTime() - span.from.getTime()) / stepMs
  return Array.from({ length }, (_, index) => {
    const startMs = span.from.getTime() + index * stepMs
    return toBucket(new Date(startMs).toISOString(), known.get(startMs) ?? {})
  })
}

function toBucket(from: string, counts: SeriesCounts): SeriesBucket {
  const of = (...outcomes: string[]) => sumOf(counts, ([, outcome]) => outcomes.includes(outcome))
  const done = (operation: string) => counts[`${operation}:done`] ?? 0
  const settled = sumOf(counts, ([, outcome]) => outcome !== 'bytes')
  const failed = of('failed', 'refused')
  return {
    from,
    settled,
    verified: done('back_up'),
    reconfirmed: done('verify'),
    switched: done('switch'),
    rolledBack: done('roll_back'),
    failed,
    conflicted: of('conflicted'),
    overwritten: of('overwritten'),
    withdrawn: of('withdrawn'),
    verifiedBytes: counts['back_up:bytes'] ?? 0,
    errorRate: settled === 0 ? null : failed / settled,
  }
}

function sumOf(counts: SeriesCounts, isCounted: (name: [operation: string, outcome: string]) => boolean): number {
  return Object.entries(counts).reduce((sum, [name, count]) => {
    const [operation = '', outcome = ''] = name.split(':')
    return isCounted([operation, outcome]) ? sum + count : sum
  }, 0)
}

function timeOf(text: string | undefined, usual: number): number {
  if (text === undefined) return usual
  const time = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw badRange('Give times as ISO 8601: 2026-03-01 or 2026-03-01T08:00:00Z.')
  return time
}

function badRange(sentence: string): PermanentError {
  return new PermanentError('series.bad-range', sentence)
}
