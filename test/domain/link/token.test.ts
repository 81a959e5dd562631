import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerLink } from '../../../server/domain/link/answer.ts'
import { orgPageUrl } from '../../../server/domain/link/org-page.ts'
import { hashLinkToken, isLinkToken, isTokenOf, linkToken } from '../../../server/domain/link/token.ts'

const keys = fc.record({ kid: fc.constantFrom('a', 'b'), secret: fc.uint8Array({ minLength: 32, maxLength: 32 }) })
const subjects = fc.record({ recordId: fc.stringMatching(/^[A-Za-z0-9]{18}$/), generation: fc.nat({ max: 1_000 }) })
const page = { lightningUrl: 'https://acme.lightning.force.com', namespace: 'c' }

test('a token has 22 characters of an address, is always the same, and is recognised', () => {
  fc.assert(
    fc.property(keys, subjects, (key, subject) => {
      const token = linkToken(key, subject)
      expect(encodeURIComponent(token)).toBe(token)
      expect([token.length, isLinkToken(token), isTokenOf(token, key, subject)]).toEqual([22, true, true])
      expect(linkToken(key, subject)).toBe(token)
    }),
  )
})

test('another record, generation or key has another token', () => {
  fc.assert(
    fc.property(keys, subjects, fc.nat({ max: 31 }), (key, subject, place) => {
      const secret = Uint8Array.from(key.secret, (byte, index) => (index === place ? byte ^ 1 : byte))
      const token = linkToken(key, subject)
      expect(isTokenOf(token, { ...key, secret }, subject)).toBe(false)
      expect(isTokenOf(token, key, { ...subject, generation: subject.generation + 1 })).toBe(false)
      const recordId = subject.recordId.startsWith('a')
        ? `b${subject.recordId.slice(1)}`
        : `a${subject.recordId.slice(1)}`
      expect(isTokenOf(token, key, { ...subject, recordId })).toBe(false)
    }),
  )
})

test('what is no token is told by its shape alone', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const isCanonical = /^[\w-]{22}$/.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text
      expect(isLinkToken(text)).toBe(isCanonical)
    }),
  )
  for (const text of [
    '',
    'A'.repeat(21),
    'A'.repeat(23),
    `${'A'.repeat(21)}B`,
    `${'A'.repeat(21)}\n`,
    `${'A'.repeat(20)}=A`,
  ]) {
    expect([text, isLinkToken(text)]).toEqual([text, false])
  }
})

test('the digest of a token is one that says nothing of it', () => {
  expect(hashLinkToken('Kq3vT0YwgVc9mZ5m6nFqJg')).toMatch(/^[0-9a-f]{64}$/)
})

test('a link leads to the page of its record, and nowhere once its generation or its key is gone', () => {
  fc.assert(
    fc.property(keys, subjects, fc.nat({ max: 1_000 }), (key, subject, presentGeneration) => {
      const token = linkToken(key, subject)
      const link = { ...subject, kid: key.kid, presentGeneration }
      const isPresent = presentGeneration === subject.generation
      const expected = isPresent ? orgPageUrl(page, subject.recordId) : undefined
      expect(answerLink({ keys: [key], page }, token, link)).toBe(expected)
      const other = { kid: 'other', secret: key.secret }
      expect(answerLink({ keys: [other], page }, token, link)).toBeUndefined()
      const replaced = { kid: key.kid, secret: new Uint8Array(32) }
      if (key.secret.some((byte) => byte !== 0))
        expect(answerLink({ keys: [replaced], page }, token, link)).toBeUndefined()
    }),
  )
})
