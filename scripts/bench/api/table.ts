import type { BenchRow } from '../result.ts'
import { ACTIVE_RUN, ALL_READS, SENT_LATE } from './figures.ts'
import type { Read } from './reads.ts'

const HEADER = ['read, ms', 'p50', 'p95', 'min-max', 'p99', 'budget', 'ratio', 'errors'] as const
/** The widths add up to less than 80 columns; the first is to the left, all others to the right. */
const WIDTHS = [22, 7, 7, 14, 7, 7, 6, 7] as const

/** The figures as people read them: medians, the range of p95, and p95 as a share of its budget. */
export function formatApiTable(reads: readonly Read[], rows: readonly BenchRow[]): string {
  const find = (name: string, metric: string) => rows.find((row) => row.case === name && row.metric === metric)!
  const lines = [...reads, { name: ALL_READS } as Pick<Read, 'name' | 'budgetMs'>].map(({ name, budgetMs }) => {
    const [p50, p95, p99, errors] = ['p50', 'p95', 'p99', 'errors'].map((metric) => find(name, metric)) as Figures
    const range = `${short(p95.min)}-${short(p95.max)}`
    const budget = budgetMs === undefined ? ['', ''] : [String(budgetMs), (p95.median / budgetMs).toFixed(2)]
    return formatLine([
      name,
      short(p50.median),
      short(p95.median),
      range,
      short(p99.median),
      ...budget,
      String(errors.max),
    ])
  })
  const late = find(ALL_READS, SENT_LATE)
  const reached = find(ALL_READS, 'requests per second')
  const settled = find(ACTIVE_RUN, 'objects settled per second')
  return [
    formatLine(HEADER),
    ...lines,
    '',
    `Medians of ${reached.runs} repetitions; min-max is of p95, errors the most of one.`,
    `Requests left up to ${short(late.median)} ms late (p95) for want of a processor; it is part of the figures.`,
    `${short(reached.median)} requests a second; the active run settled ${short(settled.median)} objects a second.`,
    '',
  ].join('\n')
}

type Figures = [BenchRow, BenchRow, BenchRow, BenchRow]

function formatLine(cells: readonly string[]): string {
  return cells
    .map((cell, at) => (at === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[at] ?? 0)))
    .join('')
    .trimEnd()
}

function short(value: number): string {
  return value < 1_000 ? value.toFixed(1) : String(Math.round(value))
}
