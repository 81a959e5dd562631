import type { OutOfScopeReason } from '../file/states.ts'
import type { ActivityFacts } from './activity.ts'

/** What the ledger says about all records at one moment; the material of an analysis. */
export interface RecordFacts {
  /** Every entry, by the reason why it is out of scope; null for those in scope. */
  reasons: readonly { reason: OutOfScopeReason | null; entries: number; withoutAccount: number }[]
  accounts: AccountFacts
  /** Records in scope by extension; the empty text for names without one. */
  extensions: readonly ExtensionFacts[]
  /** Verified copies by the content type they were stored with. */
  contentTypes: readonly { contentType: string; records: number }[]
  /** Documents with an address, by what stands before its path; one address of each as an example. */
  origins: readonly { example: string; records: number }[]
  activity: ActivityFacts
}

export interface AccountFacts {
  count: number
  records: number
  largest: number
  median: number
  inTop10: number
  inTop50: number
  withAtLeast1000: number
  withAtLeast10000: number
  /** The largest Accounts, most records first. */
  top: readonly TopAccount[]
}

export interface TopAccount {
  accountId: string
  name: string
  extensions: readonly ExtensionFacts[]
}

export interface ExtensionFacts {
  extension: string
  records: number
  /** Copies whose size is known exactly. */
  verified: number
  verifiedBytes: number
}

/** What reading the start of a document gave. */
export type SampledDocument =
  | { stratum: string; outcome: 'read'; sizeBytes: number; contentType: string }
  | { stratum: string; outcome: 'archived' | 'missing' | 'refused' | 'unread' }
