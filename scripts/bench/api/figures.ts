import { type BenchRow, percentile, spreadOf } from '../result.ts'
import type { Answer, Load } from './load.ts'
import type { Read } from './reads.ts'

/** One repetition: what the load brought, and what the active run did meanwhile. */
export interface Repetition extends Load {
  settledPerSecond: number
}

export const ALL_READS = 'all'
export const SENT_LATE = 'sent late, p95'
export const ACTIVE_RUN = 'active run'
const SUBJECT = 'doclift'
const PERCENTILES = [50, 95, 99]
const OK = 200
const MOST_FAULTS = 5

/** The figures of all repetitions: percentiles and errors of each read and of all, and what was reached per second. */
export function toRows(reads: readonly Read[], repetitions: readonly Repetition[]): BenchRow[] {
  const each = reads.flatMap(({ name }) =>
    rowsOf(
      name,
      repetitions.map(({ answers }) => answers.filter(({ read }) => read === name)),
    ),
  )
  const all = rowsOf(
    ALL_READS,
    repetitions.map(({ answers }) => answers),
  )
  const late = repetitions.map(({ answers }) =>
    percentile(
      answers.map(({ lateMs }) => lateMs),
      95,
    ),
  )
  const reached = repetitions.map(({ perSecond }) => perSecond)
  const settled = repetitions.map(({ settledPerSecond }) => settledPerSecond)
  return [
    ...each,
    ...all,
    row(ALL_READS, SENT_LATE, 'ms', late),
    row(ALL_READS, 'requests per second', '1/s', reached),
    row(ACTIVE_RUN, 'objects settled per second', '1/s', settled),
  ]
}

/** A sentence for each answer that was not 200, the first few of them. */
export function faultsOf(repetitions: readonly Repetition[]): string[] {
  const wrong = repetitions.flatMap(({ answers }) => answers.filter(isError))
  if (wrong.length === 0) return []
  const told = wrong.slice(0, MOST_FAULTS).map(({ path, outcome }) => `Expected 200 from ${path}; got ${outcome}.`)
  return [...told, `${wrong.length} answers in all were not 200.`]
}

function rowsOf(name: string, repetitions: readonly (readonly Answer[])[]): BenchRow[] {
  const latencies = repetitions.map((answers) => answers.map(({ latencyMs }) => latencyMs))
  const errors = repetitions.map((answers) => answers.filter(isError).length)
  return [
    ...PERCENTILES.map((percent) =>
      row(
        name,
        `p${percent}`,
        'ms',
        latencies.map((values) => percentile(values, percent)),
      ),
    ),
    row(name, 'errors', 'answers', errors),
  ]
}

function row(name: string, metric: string, unit: string, values: readonly number[]): BenchRow {
  return { case: name, subject: SUBJECT, metric, unit, ...spreadOf(values) }
}

function isError({ outcome }: Answer): boolean {
  return outcome !== OK
}
