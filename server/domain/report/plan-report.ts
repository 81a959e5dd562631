import type { PlanLine } from '../run/plan-hash.ts'
import type { Column } from './report.ts'

/** A line of a plan, as it is downloaded. */
export interface PlanReportRow {
  id: string
  old: string | null
  new: string | null
  reason: string | null
}

export function toPlanReportRow({ recordId, expectedUrl, targetUrl, leftOutReason }: PlanLine): PlanReportRow {
  return { id: recordId, old: expectedUrl, new: targetUrl, reason: leftOutReason }
}

export const PLAN_COLUMNS: readonly Column<PlanReportRow>[] = [
  { title: 'Id', cell: (row) => row.id },
  { title: 'Old', cell: (row) => row.old },
  { title: 'New', cell: (row) => row.new },
  { title: 'Reason', cell: (row) => row.reason },
]
