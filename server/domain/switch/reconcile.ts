/**
 * What a write says about each of its rows, by the uploaded id. Every row must be in exactly one place: one that is in
 * several, or was never uploaded, proves nothing and is left out, so that it is read like one that nothing was said about.
 */
export function reconcileResults<Result extends { recordId: string }>(
  uploadedIds: readonly string[],
  results: readonly Result[],
): Map<string, Result> {
  const uploaded = new Set(uploadedIds)
  const byRecord = Map.groupBy(results, (result) => result.recordId)
  return new Map(
    [...byRecord].flatMap(([recordId, [first, ...others]]) =>
      first !== undefined && others.length === 0 && uploaded.has(recordId) ? [[recordId, first] as const] : [],
    ),
  )
}
