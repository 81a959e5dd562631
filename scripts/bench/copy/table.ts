import type { BenchRow } from '../result.ts'

/** A line per case, metric and subject, with its ratio to rclone, or to the SDK where rclone is not installed. */
export function formatCopies(rows: readonly BenchRow[]): string {
  const peer = rows.some(({ subject }) => subject === 'rclone') ? 'rclone' : 'aws-sdk'
  const head = ['case', 'metric', 'subject', 'median', 'unit', `x ${peer}`, 'least to most']
  const lines = rows.toSorted(byCaseAndMetric(rows)).map((row) => cells(row, peerOf(rows, row, peer)))
  return `${[head, ...lines].map(align).join('\n')}\n`
}

/** The order in which cases came, with the subjects of one metric below each other. */
function byCaseAndMetric(rows: readonly BenchRow[]): (one: BenchRow, other: BenchRow) => number {
  const placeOf = (row: BenchRow) =>
    rows.findIndex(({ case: name, metric }) => name === row.case && metric === row.metric)
  return (one, other) => placeOf(one) - placeOf(other)
}

function peerOf(rows: readonly BenchRow[], { case: name, metric }: BenchRow, peer: string): BenchRow | undefined {
  return rows.find((row) => row.case === name && row.metric === metric && row.subject === peer)
}

function cells(row: BenchRow, peer: BenchRow | undefined): string[] {
  const ratio = peer === undefined ? '' : (row.median / peer.median).toFixed(2)
  return [row.case, row.metric, row.subject, row.median.toFixed(2), row.unit, ratio, `${row.min} to ${row.max}`]
}

const WIDTHS = [12, 12, 15, 10, 10, 9, 0]

function align(line: readonly string[]): string {
  return line
    .map((cell, at) => cell.padEnd(WIDTHS[at] ?? 0))
    .join(' ')
    .trimEnd()
}
