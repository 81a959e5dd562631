import { expect, test } from 'vitest'
import { archivedSentence, nextQuestionAt } from '../../../server/domain/file/archived.ts'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const HOUR_MS = 3_600_000
const waitMs = (askAgainAfterMs: number, answersBefore: number) =>
  nextQuestionAt(NOW, { askAgainAfterMs, answersBefore }).getTime() - NOW.getTime()

test('the first question comes when the source said, and each further one twice as late', () => {
  expect([0, 1, 2, 3].map((answersBefore) => waitMs(HOUR_MS, answersBefore) / HOUR_MS)).toEqual([1, 2, 4, 8])
})

test('a source that names seconds is left in peace for a minute', () => {
  expect([waitMs(1_000, 0), waitMs(1_000, 1)]).toEqual([60_000, 120_000])
})

test('patience ends at a day, and only the source itself can ask for more', () => {
  expect(waitMs(HOUR_MS, 5)).toBe(24 * HOUR_MS)
  expect(waitMs(HOUR_MS, 5_000)).toBe(24 * HOUR_MS)
  expect(waitMs(72 * HOUR_MS, 5_000)).toBe(72 * HOUR_MS)
})

test('what waits for a restore is counted in words, and nothing is said when nothing waits', () => {
  expect(archivedSentence(0)).toBeNull()
  expect(archivedSentence(1)).toMatch(/^1 document is archived at the source\./)
  expect(archivedSentence(12)).toMatch(/^12 documents are archived at the source\./)
})
