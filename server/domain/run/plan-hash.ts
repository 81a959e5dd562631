/** The canonical text of a plan, line by line; whoever hashes these lines gets the plan hash that an approval binds to. */

export interface PlanLine {
  recordId: string
  expectedUrl: string | null
  targetUrl: string | null
  leftOutReason: string | null
}

/** One line, unambiguous: JSON keeps null and the empty text apart and escapes every separator. */
export function formatPlanLine(line: PlanLine): string {
  return `${JSON.stringify([line.recordId, line.expectedUrl, line.targetUrl, line.leftOutReason])}\n`
}
