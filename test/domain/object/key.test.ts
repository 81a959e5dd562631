import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanName, destinationKey, type KeyParts } from '../../../server/domain/object/key.ts'
import { encodeKey } from '../../../server/domain/object/location.ts'

const LIMITS = { maxKeyBytes: 1_024, maxEncodedCharacters: 200 }
/** Names that file systems, proxies or stores give a meaning of their own. */
const RESERVED = [
  '',
  '.',
  '..',
  '...',
  ' ',
  '~',
  'CON',
  'nul.txt',
  'index.html',
  '_doclift',
  'installation.json',
  '/',
  '\\',
  '%2F',
  '%2e%2e',
  'soap',
]
const name = () =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom('\ud800', '\udfff', '\u0000', 'a', '.', '/'), maxLength: 40 }),
    fc.constantFrom(...RESERVED),
  )
const parts = () =>
  fc.record<KeyParts>({
    prefix: fc.constantFrom('', 'doclift', 'a/b'),
    accountId: fc.constant('001Ab0000000001AAA'),
    accountName: name(),
    recordId: fc.constant('a1cAb0000000001AAA'),
    fingerprintDigest: fc.constant('0123456789ab'),
    fileName: name(),
  })

describe('cleanName', () => {
  test('gives a name that is one segment of a key, whatever the name', () => {
    fc.assert(
      fc.property(name(), (text) => {
        const cleaned = cleanName(text)
        expect(cleaned).not.toMatch(/[/\\\p{Cc}]/u)
        expect(cleaned).not.toMatch(/^\.*$/)
        expect(cleaned.isWellFormed()).toBe(true)
      }),
    )
  })

  test('is stable: a cleaned name stays as it is', () => {
    fc.assert(
      fc.property(name(), (text) => {
        expect(cleanName(cleanName(text))).toBe(cleanName(text))
      }),
    )
  })

  test('keeps spaces, signs and every script', () => {
    const kept = `Q3 #1 100% "a+b" 'é' 😀 עברית العربية.pdf`
    expect(cleanName(kept)).toBe(kept)
  })
})

describe('destinationKey', () => {
  test('stays within both limits or gives none', () => {
    fc.assert(
      fc.property(parts(), (given) => {
        const key = destinationKey(given, LIMITS)
        if (key === undefined) return
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(LIMITS.maxKeyBytes)
        expect(encodeKey(key).length).toBeLessThanOrEqual(LIMITS.maxEncodedCharacters)
      }),
    )
  })

  test('holds Account, record and fingerprint as whole segments, so that two records never share a key', () => {
    fc.assert(
      fc.property(parts(), (given) => {
        const limits = { maxKeyBytes: 1_024, maxEncodedCharacters: 10_000 }
        const [accountId, , recordId, digest] = destinationKey(given, limits)?.split('/').slice(-5) ?? []
        expect([accountId, recordId, digest]).toEqual([given.accountId, given.recordId, given.fingerprintDigest])
      }),
    )
  })

  test('is one that every store takes: no empty segment, none of dots, no control character, well-formed', () => {
    fc.assert(
      fc.property(parts(), (given) => {
        const key = destinationKey(given, { maxKeyBytes: 1_024, maxEncodedCharacters: 10_000 }) ?? ''
        expect(key.isWellFormed() && !/\p{Cc}/u.test(key)).toBe(true)
        expect(key.split('/').filter((segment) => /^\.*$/.test(segment))).toEqual([])
        expect(key.split('/')).toHaveLength(5 + given.prefix.split('/').filter((segment) => segment !== '').length)
        expect(key).not.toContain('/_doclift/installation.json')
      }),
    )
  })

  test('uses up to 1,024 bytes and never one more, whatever script the name is in', () => {
    const long = fc.constantFrom('a', 'ü', '日', '😀', 'e\u0301').map((unit) => `${unit.repeat(1_000)}.pdf`)
    fc.assert(
      fc.property(long, fc.constantFrom('p', 'p'.repeat(300)), (fileName, prefix) => {
        const ids = {
          accountId: '001Ab0000000001AAA',
          recordId: 'a1cAb0000000001AAA',
          fingerprintDigest: '0123456789ab',
        }
        const limits = { maxKeyBytes: 1_024, maxEncodedCharacters: 100_000 }
        const bytes = Buffer.byteLength(destinationKey({ prefix, accountName: 'Acme', fileName, ...ids }, limits) ?? '')
        expect(bytes).toBeLessThanOrEqual(1_024)
        expect(bytes).toBeGreaterThan(1_024 - 4)
      }),
    )
  })

  test('differs between two copies of which anything but the names differs, and is the same for the same', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9]{18}$/)
    const digest = fc.stringMatching(/^[0-9a-f]{12}$/)
    const identity = fc.record({ accountId: id, recordId: id, fingerprintDigest: digest })
    fc.assert(
      fc.property(parts(), parts(), identity, identity, (one, other, first, second) => {
        const limits = { maxKeyBytes: 1_024, maxEncodedCharacters: 10_000 }
        const keyOf = (given: KeyParts) => destinationKey(given, limits)
        const prefix = one.prefix
        const isSame = JSON.stringify(first) === JSON.stringify(second)
        if (!isSame) expect(keyOf({ ...one, ...first })).not.toBe(keyOf({ ...other, prefix, ...second }))
        expect(keyOf({ ...one, ...first })).not.toBe(keyOf({ ...one, ...first, recordId: `${first.recordId}x` }))
        expect(keyOf({ ...one, ...first })).toBe(keyOf({ ...one, ...first }))
      }),
    )
  })

  test('keeps the extension when the name has to be cut', () => {
    const long = { prefix: 'p', accountId: 'A', accountName: 'x'.repeat(200), recordId: 'R', fingerprintDigest: 'f' }
    const key = destinationKey({ ...long, fileName: `${'ü'.repeat(200)}.docx` }, LIMITS)
    expect(key).toMatch(/ü+\.docx$/)
  })
})
