import { agree } from '../agree.ts'

/** Documents that are known to have newer versions, compared with their first upload. */
export interface VersionProof {
  /** Both versions were shown. */
  compared: number
  /** Of those, the bytes that would be copied are other ones than the first. */
  differing: number
}

/**
 * Whether the version that is copied is proven not to be the first upload, which is what the vendor's own download gives.
 * Nothing is proven by documents that have no newer version.
 */
export function judgeVersions({ compared, differing }: VersionProof): {
  status: 'ok' | 'failing' | 'unknown'
  sentence: string
} {
  if (compared === 0) return { status: 'unknown', sentence: NOT_PROVEN }
  const documents = agree(compared, 'document with newer versions was', 'documents with newer versions were')
  const found = `${documents} compared with the first upload; ${agree(differing, 'differs', 'differ')}.`
  if (differing > 0) return { status: 'ok', sentence: `${found} So the version that is copied is not the first one.` }
  return { status: 'failing', sentence: `${found} The vendor may give first versions instead of the latest.` }
}

const NOT_PROVEN =
  'It is not proven that the latest versions are copied, because no document that is copied is known to have a newer one.'
