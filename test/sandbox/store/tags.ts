import { S3Error } from './errors.ts'
import { element, innerOf, textOf, type XmlElement } from './xml.ts'

/** The tags of an object, by key. */
export type Tags = Readonly<Record<string, string>>

const MOST_TAGS = 10
const LONGEST_KEY = 128
const LONGEST_VALUE = 256
/** Letters, digits and spaces of any script, and a few marks ("Object key and tag restrictions", S3 user guide). */
const ALLOWED = /^[\p{L}\p{N}\p{Z}+\-=._:/@]*$/u

/**
 * The tags of an `x-amz-tagging` header, which is written like a query.
 * @throws S3Error InvalidArgument for a malformed header, and as for `<Tagging>`
 */
export function parseTagHeader(header: string | undefined): Tags {
  if (header === undefined || header === '') return {}
  try {
    return checked(header.split('&').map(parsePair))
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    const details = { ArgumentName: 'x-amz-tagging', ArgumentValue: header }
    throw new S3Error('InvalidArgument', {
      message:
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      details,
    })
  }
}

function parsePair(text: string): [string, string] {
  const [key = '', value = ''] = text.replaceAll('+', ' ').split(/=(.*)/s, 2)
  return [decodeURIComponent(key), decodeURIComponent(value)]
}

/**
 * The tags of a `<Tagging>` document.
 * @throws S3Error MalformedXML, BadRequest above ten tags, InvalidTag for a key or value that S3 does not take
 */
export function parseTagDocument(xml: string): Tags {
  if (innerOf(xml, 'TagSet').length !== 1) throw new S3Error('MalformedXML')
  const pairs = innerOf(xml, 'Tag').map((inner) => [textOf(inner, 'Key'), textOf(inner, 'Value')] as const)
  return checked(
    pairs.map(([key, value]) => {
      if (key === undefined || value === undefined) throw new S3Error('MalformedXML')
      return [key, value]
    }),
  )
}

export function tagDocument(tags: Tags): XmlElement {
  const elements = Object.entries(tags).map(([key, value]) =>
    element('Tag', [element('Key', key), element('Value', value)]),
  )
  return element('Tagging', [element('TagSet', elements)])
}

function checked(pairs: readonly [string, string][]): Tags {
  if (pairs.length > MOST_TAGS) {
    throw new S3Error('BadRequest', { message: `Object tags cannot be greater than ${MOST_TAGS}` })
  }
  for (const [key, value] of pairs) assertTag(key, value)
  const tags = Object.fromEntries(pairs)
  if (Object.keys(tags).length === pairs.length) return tags
  throw new S3Error('InvalidTag', { message: 'Cannot provide multiple Tags with the same key' })
}

function assertTag(key: string, value: string): void {
  if (key === '' || key.length > LONGEST_KEY || !ALLOWED.test(key) || key.startsWith('aws:')) {
    throw new S3Error('InvalidTag', { message: 'The TagKey you have provided is invalid', details: { TagKey: key } })
  }
  if (value.length > LONGEST_VALUE || !ALLOWED.test(value)) {
    throw new S3Error('InvalidTag', { message: 'The TagValue you have provided is invalid', details: { TagKey: key } })
  }
}
