import { describe, expect, test } from 'vitest'
import { abandonedBefore, isAbandoned, isOwnKey } from '../../server/domain/housekeeping/abandoned.ts'
import { removedBySubject } from '../../server/domain/housekeeping/sweep.ts'

const NOW = new Date('2026-03-02T12:00:00Z')
const HOUR_MS = 3_600_000
const COPY = 'doclift/001Kx000000000AAAA/Acme/a1cKx000000000AAAA/0a1b2c3d4e5f/plan.pdf'

describe('an upload is abandoned', () => {
  test('a day after it was begun when nothing is at work', () => {
    expect(abandonedBefore(NOW, 24 * HOUR_MS, null)).toEqual(new Date('2026-03-01T12:00:00Z'))
  })

  test('only when it was begun before every batch that is at work, by more than clocks can differ', () => {
    const longBatch = new Date('2026-02-27T12:00:00Z')
    expect(abandonedBefore(NOW, 24 * HOUR_MS, longBatch)).toEqual(new Date('2026-02-27T11:45:00Z'))
    expect(abandonedBefore(NOW, 24 * HOUR_MS, NOW)).toEqual(new Date('2026-03-01T12:00:00Z'))
    expect(abandonedBefore(NOW, 0, NOW)).toEqual(new Date('2026-03-02T11:45:00Z'))
  })

  test.each([
    { what: 'old, ours and unknown', change: {}, is: true },
    { what: 'begun at the very moment', change: { startedAt: NOW }, is: false },
    { what: 'known to the ledger', change: { uploadId: 'known' }, is: false },
    { what: 'of another prefix', change: { key: `other/${COPY}` }, is: false },
  ])('$what: $is', ({ change, is }) => {
    const upload = { key: COPY, uploadId: 'unknown', startedAt: new Date(NOW.getTime() - 1), ...change }
    expect(isAbandoned(upload, { prefix: 'doclift', before: NOW, known: new Set(['known']) })).toBe(is)
  })
})

test.each([
  { key: COPY, is: true },
  { key: 'doclift/_doclift/probe/5d1c', is: true },
  { key: 'doclift/_doclift/before-images/5d1c.csv', is: true },
  { key: 'doclift/_doclift/installation.json', is: false },
  { key: 'doclift/movies/holiday.mp4', is: false },
  { key: `doclift/inner/${COPY.slice('doclift/'.length)}`, is: false },
  { key: `doclift2/${COPY.slice('doclift/'.length)}`, is: false },
  { key: 'doclift/001Kx000000000AAAA/Acme/a1cKx000000000AAAA/not-hex/plan.pdf', is: false },
])('a key of ours or of somebody else below the prefix: $key', ({ key, is }) => {
  expect(isOwnKey(key, 'doclift')).toBe(is)
})

test('what a sweep removed is counted by subject, and subjects without are left out', () => {
  const result = { found: 3, sentence: null }
  const results = [
    { ...result, subject: 'uploads' as const, removed: 2 },
    { ...result, subject: 'query-jobs' as const, removed: 0 },
  ]
  expect(removedBySubject(results)).toEqual({ uploads: 2 })
})
