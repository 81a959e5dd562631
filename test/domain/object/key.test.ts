import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanName, destinationKey, type KeyParts } from '../../../server/domain/object/key.ts'
import { encodeKey } from '../../../server/domain/object/location.ts'

const LIMITS = { maxKeyBytes: 1_024, maxEncodedCharacters: 200 }
const name = () => fc.string({ unit: 'binary', maxLength: 300 })
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

  test('keeps the extension when the name has to be cut', () => {
    const long = { prefix: 'p', accountId: 'A', accountName: 'x'.repeat(200), recordId: 'R', fingerprintDigest: 'f' }
    const key = destinationKey({ ...long, fileName: `${'ü'.repeat(200)}.docx` }, LIMITS)
    expect(key).toMatch(/ü+\.docx$/)
  })
})
