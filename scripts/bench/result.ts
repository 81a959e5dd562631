import { cpus } from 'node:os'

/** One figure of a benchmark: its median over the repetitions, and how far they lie apart. */
export interface BenchRow extends Spread {
  /** What was done. */
  case: string
  /** Who did it. */
  subject: string
  metric: string
  unit: string
}

export interface Spread {
  median: number
  min: number
  max: number
  /** Repetitions. */
  runs: number
}

/** The result of a benchmark as `--json` writes it. */
export interface BenchResult {
  name: string
  /** Version of Node. */
  node: string
  /** Number of processors. */
  cpus: number
  /** ISO 8601, UTC. */
  date: string
  rows: readonly BenchRow[]
}

/** What a benchmark gives: its figures, the table that people read, and why it counts as failed, if it does. */
export interface BenchOutcome {
  rows: readonly BenchRow[]
  table: string
  /** Sentences; none when all went well. */
  faults: readonly string[]
}

/** The result of a benchmark that ended at this time on this machine. */
export function toResult(name: string, rows: readonly BenchRow[], endedAt: Date): BenchResult {
  return { name, node: process.versions.node, cpus: cpus().length, date: endedAt.toISOString(), rows }
}

/** Median, least and most of one value per repetition, rounded to microseconds or their like. Needs one value at least. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.map(toThousandths).toSorted((a, b) => a - b)
  const [min, max] = [sorted[0], sorted.at(-1)]
  if (min === undefined || max === undefined) throw new Error('A figure needs one repetition at least.')
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle]! : toThousandths((sorted[middle - 1]! + sorted[middle]!) / 2)
  return { median, min, max, runs: sorted.length }
}

/** The value that this share of all values does not exceed: nearest rank, so it is a value that was measured. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (value === undefined) throw new Error('A percentile needs one value at least.')
  return value
}

function toThousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
