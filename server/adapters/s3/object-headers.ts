import { PermanentError } from '../../domain/errors.ts'
import type { PutObject } from '../../ports/object-store.ts'
import { quoteKey } from './errors.ts'

/** How an object is described to the store, the same for both ways of uploading. Every value is printable ASCII. */
export interface ObjectDescription {
  contentType: string
  contentDisposition: string | undefined
  metadata: Record<string, string>
}

/** An object without its bytes. */
export type ObjectToDescribe = Pick<PutObject, 'key' | 'contentType' | 'contentDisposition' | 'metadata'>

export function describeObject(object: ObjectToDescribe): ObjectDescription {
  const metadata = Object.entries(object.metadata ?? {}).map(([name, value]) => [metadataName(name), asciiText(value)])
  return {
    contentType: asciiText(object.contentType),
    contentDisposition: object.contentDisposition === undefined ? undefined : asciiText(object.contentDisposition),
    metadata: Object.fromEntries(metadata),
  }
}

/** The description as headers of a PUT. */
export function objectHeaders(object: ObjectToDescribe): Record<string, string> {
  const { contentType, contentDisposition, metadata } = describeObject(object)
  const userMetadata = Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])
  return {
    'content-type': contentType,
    ...(contentDisposition === undefined ? {} : { 'content-disposition': contentDisposition }),
    ...Object.fromEntries(userMetadata),
  }
}

const LONGEST_KEY_BYTES = 1_024

/**
 * Refuses keys that a store or something on the way would not keep byte for byte.
 * @throws PermanentError `s3.key-refused`
 */
export function assertKey(key: string): void {
  const problem = keyProblem(key)
  if (problem === undefined) return
  throw new PermanentError(
    's3.key-refused',
    `Expected a key of 1 to ${LONGEST_KEY_BYTES} bytes that every store keeps as it is; ${quoteKey(key)} ${problem}. Mend the prefix or the name it is made of.`,
  )
}

function keyProblem(key: string): string | undefined {
  if (key === '') return 'is empty'
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) return `has ${Buffer.byteLength(key)} bytes`
  if (!key.isWellFormed()) return 'is not valid Unicode'
  if (/\p{Cc}/u.test(key)) return 'has control characters'
  // Proxies and HTTP clients resolve these segments as in a file system.
  return key.split('/').some((segment) => segment === '.' || segment === '..') ? 'has a segment of dots' : undefined
}

/** Percent-encodes what a header cannot carry (and `%`, so that it can be decoded); one space where there were more. */
function asciiText(text: string): string {
  const encoded = text.toWellFormed().replace(/[^\x20-\x7e]|%(?![0-9A-F]{2})/gu, encodeURIComponent)
  return encoded.replace(/ +/g, ' ').trim()
}

function metadataName(name: string): string {
  if (/^[a-z0-9-]{1,64}$/.test(name)) return name
  throw new TypeError(
    `A metadata name must have 1 to 64 lower-case letters, digits and hyphens; it is ${quoteKey(name)}.`,
  )
}
