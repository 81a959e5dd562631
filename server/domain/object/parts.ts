/** Objects up to this size are stored by one request, larger ones in parts of it: the least that S3 allows. */
export const USUAL_PART_BYTES = 5 * 1024 * 1024

/** Requests that store an object of this size: one, or the start and the end of an upload and each of its parts. */
export function putRequestsOf(sizeBytes: number): number {
  return sizeBytes <= USUAL_PART_BYTES ? 1 : 2 + Math.ceil(sizeBytes / USUAL_PART_BYTES)
}
