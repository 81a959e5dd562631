import type { ObjectLocation } from './location.ts'

/** S3's own hosts: with the bucket in front of them, or alone when the bucket stands in the path; with a region or without. */
const S3_HOST = /^(?:(.+)\.)?s3(?:\.dualstack)?(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com$/

/**
 * The bucket that an address at S3 itself names, in whichever style it is written; undefined at any other host. Names of
 * buckets are unique across regions and customers, so the same name is the same bucket.
 */
export function s3BucketOf({ host, key }: Pick<ObjectLocation, 'host' | 'key'>): string | undefined {
  const match = S3_HOST.exec(host)
  if (match === null) return undefined
  return match[1] ?? (key.split('/', 1)[0] || undefined)
}
