/** Words of the org for what the integration user may not do to a record, or to any. */
const OF_ACCESS = [
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
]

/**
 * True when every row of a group was refused for what the integration user may do. That may hold for these records alone, or
 * for all there are.
 */
export function looksLikeLostAccess(rows: number, refusals: readonly { code: string }[]): boolean {
  return rows > 0 && refusals.length === rows && refusals.every(({ code }) => OF_ACCESS.includes(code))
}
