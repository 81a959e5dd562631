import type { ChecksumAlgorithm } from '../../server/domain/object/checksum.ts'
import { NOTHING_PROVEN, type StoreCapabilities } from '../../server/domain/object/store-capabilities.ts'

/** What the sandbox's store does. */
export const STRICT: StoreCapabilities = {
  refusesWrong: { objects: ['sha256', 'md5', 'crc32'], parts: ['sha256', 'md5', 'crc32'] },
  keepsExisting: { objects: true, completions: true },
  keepsVersions: true,
}

/** A store of which nothing is known but that it refuses these kinds of checksum when wrong. */
export function provenBy(kinds: readonly ChecksumAlgorithm[]): StoreCapabilities {
  return { ...NOTHING_PROVEN, refusesWrong: { objects: kinds, parts: kinds } }
}
