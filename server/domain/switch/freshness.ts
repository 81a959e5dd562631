/**
 * Whether the source of a copy has to be asked again before its link is switched (design.md section 2, invariant 4).
 * @param confirmedAt when the source was last seen to have what was copied; null for never
 */
export function isStale(confirmedAt: Date | null, now: Date, freshForMs: number): boolean {
  return confirmedAt === null || now.getTime() - confirmedAt.getTime() > freshForMs
}
