import { expect, test } from 'vitest'
import { parseRetryAfter } from '../../../server/adapters/http/retry-after.ts'

const NOW = new Date('2026-01-01T00:00:00Z')

test.each([
  [undefined, undefined],
  ['7', 7_000],
  ['0', 0],
  ['999999', 900_000],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['soon', undefined],
  ['-5x', undefined],
])('Retry-After %j asks to wait %j ms', (header, waitMs) => {
  expect(parseRetryAfter(header, NOW)).toBe(waitMs)
})
