import { isParseFailure, type ObjectLocation, parseObjectUrl } from '../object/location.ts'
import { s3BucketOf } from '../object/s3-bucket.ts'
import { isTypeExcluded } from './file-types.ts'
import type { OutOfScopeReason } from './states.ts'

/** One entry of the document object as the org gives it. */
export interface Entry {
  /** 18 characters. */
  recordId: string
  accountId: string | null
  accountName: string | null
  name: string
  documentUrl: string | null
  identifier: string | null
  type: string | null
  /** When the org created it: ISO 8601, UTC. */
  createdAt: string
  /** ISO 8601, UTC. */
  systemModstamp: string
}

export interface ScopeRules {
  /** Value of the type field that marks a document; other values are folders. */
  documentType: string
  /** Hosts whose URLs are the vendor's, lower case, with port where there is one. */
  vendorHosts: readonly string[]
  /** Extensions of Names that are in scope, lower case, without dots; none means all. */
  fileTypes: readonly string[]
  /** Documents known to be larger are out of scope. */
  maxFileSizeBytes: number
  /** Host of our own URLs: a record that already points there is in scope. Null where others have URLs on it too. */
  destinationHost: string | null
}

/**
 * Why an entry is out of scope, or null when it is in scope. The first reason that holds wins, in this order. How large a
 * document is and whether it was deleted does not show on an entry; the ledger knows.
 */
export function outOfScopeReason(
  entry: Pick<Entry, 'type' | 'accountId' | 'documentUrl' | 'name'>,
  rules: ScopeRules,
): OutOfScopeReason | null {
  if (entry.type !== rules.documentType) return 'folder'
  if (entry.accountId === null) return 'no-account'
  const location = parseObjectUrl(entry.documentUrl)
  if (isParseFailure(location)) return location.failure === 'empty' ? 'no-url' : 'not-a-url'
  if (location.host !== rules.destinationHost && !isAtVendor(location, rules.vendorHosts)) return 'foreign-host'
  return isTypeExcluded(entry.name, rules.fileTypes) ? 'type-excluded' : null
}

/** By its host, or by the bucket that one of the vendor's hosts names too, in another style. */
function isAtVendor(location: ObjectLocation, vendorHosts: readonly string[]): boolean {
  if (vendorHosts.includes(location.host)) return true
  const bucket = s3BucketOf(location)
  return bucket !== undefined && vendorHosts.some((host) => s3BucketOf({ host, key: '' }) === bucket)
}
