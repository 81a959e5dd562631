import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, type ChecksumChoice } from './checksum.ts'
import type { StoreCapabilities } from './store-capabilities.ts'

/** What is computed of an object while its bytes pass. */
export interface ChecksumPlan {
  /** Goes with the bytes, or with each part; undefined for a store that has to be read back. */
  sent: ChecksumAlgorithm | undefined
  /** Of the whole object, for the ledger. */
  kept: ChecksumAlgorithm
}

/** By what they take of the processor: 0.2, 0.6 and 1.3 seconds for a gigabyte (docs/decisions/0016). */
const FASTEST_FIRST: readonly ChecksumAlgorithm[] = ['crc32', 'sha256', 'md5']

/** For an object that is sent whole. A store that proves nothing is read back, and what is read is compared by SHA-256. */
export function planWhole(choice: ChecksumChoice, { refusesWrong }: StoreCapabilities): ChecksumPlan {
  const sent = firstOf(orderOf(choice), refusesWrong.objects)
  return { sent, kept: choice === 'fastest' && sent ? sent : 'sha256' }
}

/** For one that is sent in parts: what proves the parts says nothing of the whole, so that has a checksum of its own. */
export function planParts(choice: ChecksumChoice, { refusesWrong }: StoreCapabilities): ChecksumPlan {
  const sent = firstOf(orderOf(choice), refusesWrong.parts)
  return { sent, kept: choice === 'fastest' && sent ? 'crc32' : 'sha256' }
}

function orderOf(choice: ChecksumChoice): readonly ChecksumAlgorithm[] {
  return choice === 'fastest' ? FASTEST_FIRST : CHECKSUM_ALGORITHMS
}

function firstOf(
  order: readonly ChecksumAlgorithm[],
  proven: readonly ChecksumAlgorithm[],
): ChecksumAlgorithm | undefined {
  return order.find((kind) => proven.includes(kind))
}
