import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ITEM_OUTCOMES, type ItemOutcome } from '../../../server/domain/run/run.ts'
import {
  judgeGuardrail,
  type LatestOutcomes,
  notKnownYetSentence,
  tooManyFailuresSentence,
} from '../../../server/domain/switch/guardrail.ts'

const LIMITS = { failurePercent: 5, leastRecords: 100 }

const judge = (latest: LatestOutcomes) => judgeGuardrail(latest, LIMITS)

describe('the guardrail', () => {
  test.each<[string, LatestOutcomes, string]>([
    ['nothing was tried yet', {}, 'too-few-records'],
    ['few were tried, and all failed', { refused: 99 }, 'too-few-records'],
    ['as many failed as may', { done: 95, refused: 5 }, 'fine'],
    ['one more failed than may', { done: 94, refused: 6 }, 'too-many-failures'],
    [
      'failures of all kinds are too many together',
      { done: 940, refused: 20, failed: 20, overwritten: 20 },
      'too-many-failures',
    ],
    ['records were left alone', { done: 100, conflicted: 900, withdrawn: 900 }, 'fine'],
    ['what is not known would be too much', { done: 100, in_doubt: 6 }, 'not-known'],
    ['what is not known would do no harm', { done: 100, in_doubt: 5 }, 'fine'],
    ['hardly anything is known', { in_doubt: 200 }, 'not-known'],
    [
      'the known failures are too many whatever the others are',
      { done: 80, failed: 30, in_doubt: 20 },
      'too-many-failures',
    ],
  ])('when %s', (_when, latest, outcome) => {
    expect(judge(latest).outcome).toBe(outcome)
  })

  test('says what it found, and what to do', () => {
    expect(tooManyFailuresSentence(judge({ done: 381, refused: 31 }))).toBe(
      'Expected at most 5 % of the latest records to fail; 31 of 412 did (7.52 %). Nothing more is written. Look at what failed and mend its cause, then resume: only what happens from then on counts. Or roll the job back.',
    )
    expect(notKnownYetSentence(judge({ done: 200, in_doubt: 120 }), new Date('2026-03-01T12:40:31Z'))).toBe(
      'Expected to know what became of the latest 320 records; the answers about 120 were lost. Nothing more is written until they are known. Doclift reads them again at 2026-03-01 12:40 UTC and goes on by itself.',
    )
  })
})

const latestOutcomes = fc.array(fc.constantFrom(...ITEM_OUTCOMES), { maxLength: 400 }).map(countsOf)
const limits = fc.record({
  failurePercent: fc.integer({ min: 0, max: 100 }),
  leastRecords: fc.integer({ min: 1, max: 300 }),
})

function countsOf(outcomes: readonly ItemOutcome[]): LatestOutcomes {
  return Object.fromEntries(ITEM_OUTCOMES.map((word) => [word, outcomes.filter((outcome) => outcome === word).length]))
}

/** What would be said if all that is not known were this. */
function knownAs(latest: LatestOutcomes, outcome: 'done' | 'failed'): LatestOutcomes {
  return { ...latest, in_doubt: 0, [outcome]: (latest[outcome] ?? 0) + (latest.in_doubt ?? 0) }
}

describe('whatever became of the latest records', () => {
  test('the guardrail passes only what passes however the unknown turns out', () => {
    fc.assert(
      fc.property(latestOutcomes, limits, (latest, given) => {
        if (judgeGuardrail(latest, given).outcome !== 'fine') return
        expect(judgeGuardrail(knownAs(latest, 'failed'), given).outcome).toBe('fine')
        expect(judgeGuardrail(knownAs(latest, 'done'), given).outcome).toBe('fine')
      }),
    )
  })

  test('it halts only for what is too much however the unknown turns out', () => {
    fc.assert(
      fc.property(latestOutcomes, limits, (latest, given) => {
        if (judgeGuardrail(latest, given).outcome !== 'too-many-failures') return
        expect(judgeGuardrail(knownAs(latest, 'done'), given).outcome).toBe('too-many-failures')
      }),
    )
  })

  test('another failure never makes it pass, and another success never makes it halt', () => {
    fc.assert(
      fc.property(latestOutcomes, limits, (latest, given) => {
        const { outcome } = judgeGuardrail(latest, given)
        const worse = judgeGuardrail({ ...latest, refused: (latest.refused ?? 0) + 1 }, given).outcome
        const better = judgeGuardrail({ ...latest, done: (latest.done ?? 0) + 1 }, given).outcome
        if (outcome === 'too-many-failures') expect(worse).toBe('too-many-failures')
        if (outcome === 'fine') expect(better).toBe('fine')
      }),
    )
  })

  test('with nothing unknown it is never left open, and never passes more failures than may be', () => {
    fc.assert(
      fc.property(latestOutcomes, limits, (latest, given) => {
        const { outcome, failed, attempted } = judgeGuardrail({ ...latest, in_doubt: 0 }, given)
        expect(outcome).not.toBe('not-known')
        if (outcome === 'fine') expect(failed * 100).toBeLessThanOrEqual(given.failurePercent * attempted)
      }),
    )
  })
})
