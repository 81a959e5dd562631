import type { Census, CensusOutcome, StorageUse } from '../census/census.ts'
import type { Column } from './report.ts'

/** One thing that was counted of what a switch set off, in one of its counts; times in ISO 8601, by the clock of the org. */
export interface SideEffectReportRow {
  /** Of the count, from 1; the first of a run comes after its first batch. */
  number: number
  since: string
  at: string
  /** Records that were switched meanwhile. */
  records: number
  /** API name of an object, AsyncApexJob, or a kind of storage. */
  what: string
  unit: 'rows' | 'MB'
  /** Null when Salesforce did not tell it. */
  count: number | null
  /** For every 100 records, of rows and jobs together. */
  per100Records: number | null
  allowedPer100Records: number
  outcome: CensusOutcome
  sentence: string
}

/** The lines of one count. */
export function toSideEffectRows(
  number: number,
  census: Census & { since: string; at: string },
): SideEffectReportRow[] {
  const { since, at, records, per100Records, allowedPer100Records, outcome, sentence } = census
  const line = (what: string, unit: SideEffectReportRow['unit'], count: number | null): SideEffectReportRow => {
    return { number, since, at, records, what, unit, count, per100Records, allowedPer100Records, outcome, sentence }
  }
  return [
    ...census.objects.map(({ object, rows }) => line(object, 'rows', rows)),
    line('AsyncApexJob', 'rows', census.asyncJobs),
    line('data storage', 'MB', usedOf(census.dataStorage)),
    line('file storage', 'MB', usedOf(census.fileStorage)),
  ]
}

function usedOf(use: StorageUse | null): number | null {
  return use?.grownMb ?? null
}

export const SIDE_EFFECT_COLUMNS: readonly Column<SideEffectReportRow>[] = [
  { title: 'Count', cell: (row) => row.number },
  { title: 'Since', cell: (row) => row.since },
  { title: 'Counted at', cell: (row) => row.at },
  { title: 'Switched records', cell: (row) => row.records },
  { title: 'What', cell: (row) => row.what },
  { title: 'Unit', cell: (row) => row.unit },
  { title: 'Set off', cell: (row) => row.count },
  { title: 'For every 100 records', cell: (row) => row.per100Records },
  { title: 'Allowed for every 100', cell: (row) => row.allowedPer100Records },
  { title: 'Outcome', cell: (row) => row.outcome },
  { title: 'Sentence', cell: (row) => row.sentence },
]
