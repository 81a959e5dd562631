import { expect, test } from 'vitest'
import { isStale } from '../../../server/domain/switch/freshness.ts'

const NOW = new Date('2026-03-02T12:00:00.000Z')
const DAY_MS = 86_400_000

test.each([
  ['never', null, true],
  ['a moment more than a day ago', '2026-03-01T11:59:59.999Z', true],
  ['a day ago', '2026-03-01T12:00:00.000Z', false],
  ['just now', '2026-03-02T12:00:00.000Z', false],
])('a source that was confirmed %s (%s) is stale: %s', (_, confirmedAt, expected) => {
  expect(isStale(confirmedAt === null ? null : new Date(confirmedAt), NOW, DAY_MS)).toBe(expected)
})
