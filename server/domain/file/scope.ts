import { isParseFailure, parseObjectUrl } from '../object/location.ts'
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
  /** Host of our own URLs: a record that already points there is in scope. */
  destinationHost: string
}

/** Why an entry is out of scope, or null when it is in scope. The first reason that holds wins, in this order. */
export function outOfScopeReason(
  entry: Pick<Entry, 'type' | 'accountId' | 'documentUrl'>,
  rules: ScopeRules,
): OutOfScopeReason | null {
  if (entry.type !== rules.documentType) return 'folder'
  if (entry.accountId === null) return 'no-account'
  const location = parseObjectUrl(entry.documentUrl)
  if (isParseFailure(location)) return location.failure === 'empty' ? 'no-url' : 'not-a-url'
  const isKnownHost = rules.vendorHosts.includes(location.host) || location.host === rules.destinationHost
  return isKnownHost ? null : 'foreign-host'
}
