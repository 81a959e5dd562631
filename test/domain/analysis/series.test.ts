import { describe, expect, test } from 'vitest'
import { fillSeries, seriesSpan } from '../../../server/domain/analysis/series.ts'

const NOW = new Date('2026-03-01T08:20:00.000Z')

describe('the span of a series', () => {
  test('is the last 24 hours or 30 days up to now when nothing is said', () => {
    expect(seriesSpan({ by: 'hour' }, NOW)).toEqual({
      by: 'hour',
      from: new Date('2026-02-28T09:00:00.000Z'),
      to: new Date('2026-03-01T09:00:00.000Z'),
    })
    expect(seriesSpan({ by: 'day' }, NOW).from).toEqual(new Date('2026-01-31T00:00:00.000Z'))
  })

  test('is widened to whole buckets', () => {
    const span = seriesSpan({ by: 'day', from: '2026-02-03T23:00:00+02:00', to: '2026-02-04T00:00:01Z' }, NOW)
    expect([span.from.toISOString(), span.to.toISOString()]).toEqual([
      '2026-02-03T00:00:00.000Z',
      '2026-02-05T00:00:00.000Z',
    ])
  })

  test.each([
    { by: 'hour', from: '2026-02-02', to: '2026-02-01' },
    { by: 'hour', from: '2026-02-01', to: '2026-02-01' },
    { by: 'hour', from: '2026-01-01', to: '2026-02-02' },
    { by: 'day', from: '2020-01-01', to: '2026-01-01' },
    { by: 'day', from: 'yesterday' },
    { by: 'day', from: '2026-02-30T25:00:00Z' },
    { by: 'hour', from: '2026-02-28T08:00:00' },
  ] as const)('%j is refused', (asked) => {
    expect(() => seriesSpan(asked, NOW)).toThrow(expect.objectContaining({ code: 'series.bad-range' }))
  })

  test('may be 31 days by hour and five years by day', () => {
    expect(() => seriesSpan({ by: 'hour', from: '2026-01-01', to: '2026-02-01' }, NOW)).not.toThrow()
    expect(() => seriesSpan({ by: 'day', from: '2021-01-01', to: '2026-01-01' }, NOW)).not.toThrow()
  })
})

test('a bucket names every outcome once, so that its counts add up', () => {
  const counts = {
    'back_up:done': 10,
    'back_up:failed': 2,
    'back_up:withdrawn': 1,
    'back_up:bytes': 5_000,
    'verify:done': 3,
    'verify:failed': 1,
    'switch:done': 7,
    'switch:refused': 1,
    'switch:conflicted': 4,
    'switch:overwritten': 1,
    'roll_back:done': 2,
  }
  const span = seriesSpan({ by: 'hour', from: '2026-03-01T08:00:00Z', to: '2026-03-01T10:00:00Z' }, NOW)
  const [worked, idle] = fillSeries(span, [{ from: '2026-03-01T08:00:00.000Z', counts }])
  expect(worked).toEqual({
    from: '2026-03-01T08:00:00.000Z',
    settled: 32,
    verified: 10,
    reconfirmed: 3,
    switched: 7,
    rolledBack: 2,
    failed: 4,
    conflicted: 4,
    overwritten: 1,
    withdrawn: 1,
    verifiedBytes: 5_000,
    errorRate: 4 / 32,
  })
  expect(idle).toMatchObject({ from: '2026-03-01T09:00:00.000Z', settled: 0, errorRate: null })
})
