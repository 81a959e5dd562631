/**
 * An ETag without the quotes around it. Some stores quote it in one answer and not in another, and two forms of one tag must
 * not count as two versions.
 */
export function plainEtag(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '')
}
