/** How a store is asked to keep objects; what it does by itself is its own. */
export interface ObjectStorage {
  encryption: Encryption
  /** One whose objects open at once; STANDARD asks for nothing. */
  storageClass: StorageClass
  /** Tags of every object, by key. */
  tags: Readonly<Record<string, string>>
}

/** By whom the store is asked to have objects encrypted; a key of KMS by its id, ARN or alias. */
export type Encryption = { kind: 'none' } | { kind: 'sse-s3' } | { kind: 'sse-kms'; keyId: string }

/** Archives are missing on purpose: a link to an object in one opens nothing. */
export const STORAGE_CLASSES = ['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'] as const
export type StorageClass = (typeof STORAGE_CLASSES)[number]

export const AS_THE_STORE_DOES: ObjectStorage = { encryption: { kind: 'none' }, storageClass: 'STANDARD', tags: {} }

const MOST_TAGS = 10
const LONGEST_TAG_KEY = 128
const LONGEST_TAG_VALUE = 256
/** "Object key and tag restrictions", Amazon S3 user guide; a comma is none of these, so it can separate tags. */
const TAG_TEXT = /^[\p{L}\p{N}\p{Z}+\-=._:/@]*$/u

/**
 * Reads tags as `project=doclift, owner=legal`.
 * @returns a part of a sentence about what is wrong for anything that S3 does not take
 */
export function parseTags(text: string): { tags: ObjectStorage['tags'] } | { problem: string } {
  const tags = new Map<string, string>()
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [key = '', value] = pair.split(/=(.*)/s).map((part) => part.trim())
    const problem = value === undefined ? 'has no "="' : tagProblem(key, value)
    if (problem !== null) return { problem: `"${pair.trim()}" ${problem}` }
    if (tags.has(key)) return { problem: `"${key}" is there twice` }
    tags.set(key, value ?? '')
  }
  if (tags.size > MOST_TAGS) return { problem: `${tags.size} are more than S3's ${MOST_TAGS} tags` }
  return { tags: Object.fromEntries(tags) }
}

function tagProblem(key: string, value: string): string | null {
  if (key === '' || key.length > LONGEST_TAG_KEY) return `needs a key of 1 to ${LONGEST_TAG_KEY} characters`
  if (value.length > LONGEST_TAG_VALUE) return `has a value of more than ${LONGEST_TAG_VALUE} characters`
  if (/^aws:/i.test(key)) return 'begins with "aws:", which is reserved'
  return TAG_TEXT.test(key + value) ? null : 'has a character other than letters, digits, spaces and + - = . _ : / @'
}
