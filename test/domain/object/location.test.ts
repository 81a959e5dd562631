import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeKey, formatObjectUrl, isParseFailure, parseObjectUrl } from '../../../server/domain/object/location.ts'

/** Keys that a URL can carry: no segment of dots, which every URL parser resolves. */
const key = () =>
  fc
    .array(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((segment) => !/^\.+$|\//.test(segment)),
      { minLength: 1, maxLength: 5 },
    )
    .map((segments) => segments.join('/'))

describe('formatObjectUrl and parseObjectUrl', () => {
  test('give back the key byte for byte, whatever its characters', () => {
    fc.assert(
      fc.property(key(), (given) => {
        const parsed = parseObjectUrl(formatObjectUrl('https://files.example:8443', given))
        expect(parsed).toEqual({ host: 'files.example:8443', key: given, hasScheme: true, hasQuery: false })
      }),
    )
  })

  test('put a key below the path of the base URL', () => {
    expect(formatObjectUrl('https://files.example/bucket/', 'a b')).toBe('https://files.example/bucket/a%20b')
  })
})

describe('encodeKey', () => {
  test('gives unreserved characters, escapes and slashes only', () => {
    fc.assert(
      fc.property(key(), (given) => {
        expect(encodeKey(given)).toMatch(/^(?:[A-Za-z0-9\-._~/]|%[0-9A-F]{2})+$/)
      }),
    )
  })
})

describe('parseObjectUrl', () => {
  test('parsing never throws whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), (text) => void parseObjectUrl(text)))
  })

  test('gives a host that stands in the text as people see it, and no other', () => {
    const hostile = fc.string({ unit: 'binary-ascii', maxLength: 8 })
    fc.assert(
      fc.property(hostile, hostile, hostile, (before, between, after) => {
        const text = `https://${before}vendor.example${between}/a${after}`
        const parsed = parseObjectUrl(text)
        if (isParseFailure(parsed) || parsed.host !== 'vendor.example') return
        expect(text.toLowerCase()).toMatch(/^https:\/{2,}vendor\.example[:/?#]/)
      }),
    )
  })

  test('reads a URL without a scheme, and says so', () => {
    expect(parseObjectUrl('Vendor.example/a%2520b?x=1')).toEqual({
      host: 'vendor.example',
      key: 'a%20b',
      hasScheme: false,
      hasQuery: true,
    })
  })

  test.each([
    ['', 'empty'],
    [null, 'empty'],
    ['ftp://vendor.example/a', 'not-http'],
    ['javascript://vendor.example/%0aalert(1)', 'not-http'],
    ['https://user:pass@vendor.example/a', 'credentials'],
    ['https://vendor.example/', 'no-key'],
    ['https://vendor.example/%E0%A4%A', 'not-a-url'],
    ['https://', 'not-a-url'],
    ['https://vendor.example\\@other.example/a', 'not-a-url'],
    ['https://ven\ndor.example/a', 'not-a-url'],
    ['https://vendor.example/a\0b', 'not-a-url'],
    ['https://vendor.example/\ud83d', 'not-a-url'],
    ['https://vendor.example/\ufffd', 'not-a-url'],
  ])('says why %j is no location: %s', (text, failure) => {
    const parsed = parseObjectUrl(text)
    expect(isParseFailure(parsed) && parsed.failure).toBe(failure)
  })
})
