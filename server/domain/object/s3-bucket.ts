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

/**
 * The bucket and the key that an address names, at S3 itself or at the store with this host; undefined at any other.
 * @param storeHost host of a store, with its port where it is not the usual one; null for S3 alone
 */
export function s3ObjectOf(
  { host, key }: Pick<ObjectLocation, 'host' | 'key'>,
  storeHost: string | null,
): { bucket: string; key: string } | undefined {
  const before = bucketBefore(host, storeHost)
  if (before === undefined) return undefined
  if (before !== '') return { bucket: before, key }
  const [bucket = ''] = key.split('/', 1)
  const rest = key.slice(bucket.length + 1)
  return rest === '' ? undefined : { bucket, key: rest }
}

/** The bucket in front of a store's host; empty when it stands in the path, undefined when the host is another. */
function bucketBefore(host: string, storeHost: string | null): string | undefined {
  const match = S3_HOST.exec(host)
  if (match) return match[1] ?? ''
  if (storeHost === null) return undefined
  if (host === storeHost) return ''
  return host.endsWith(`.${storeHost}`) ? host.slice(0, -storeHost.length - 1) : undefined
}
