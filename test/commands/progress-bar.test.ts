import { expect, test } from 'vitest'
import { formatDuration, formatProgressBar } from '../../server/commands/progress-bar.ts'
import { NO_OUTCOMES } from '../../server/domain/run/run.ts'

const counts = (planned: number, pending: number) => ({
  planned,
  pending,
  leftOut: 0,
  outcomes: { ...NO_OUTCOMES },
  proofs: {},
  findings: {},
})

test('a bar shows the share, the numbers, the pace and the time left', () => {
  expect(formatProgressBar(counts(2_854, 2_042), { itemsPerSecond: 41.2, secondsLeft: 49.6 })).toBe(
    '█████░░░░░░░░░░░░░░░ 812 of 2,854 items, 41/s, about 50 s left',
  )
})

test('a bar without a pace says none, and a run without items is full', () => {
  expect(formatProgressBar(counts(4, 4), undefined)).toBe('░░░░░░░░░░░░░░░░░░░░ 0 of 4 items')
  expect(formatProgressBar(counts(0, 0), undefined)).toBe('████████████████████ 0 of 0 items')
})

test('the longest bar fits a terminal beside the name of its run', () => {
  const bar = formatProgressBar(counts(1_344_438, 1_000_000), { itemsPerSecond: 41, secondsLeft: 24_390 })
  expect(bar).toBe('█████░░░░░░░░░░░░░░░ 344,438 of 1,344,438 items, 41/s, about 6 h 46 min left')
})

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [60, '1 min 0 s'],
  [250, '4 min 10 s'],
  [12_000, '3 h 20 min'],
])('%d seconds are "%s"', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})
