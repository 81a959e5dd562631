import { expect, test } from 'vitest'
import { changeAt, directionOf, directionsOf, notTakenBackSentence } from '../../../server/domain/switch/canary.ts'

const CANARY = { operation: 'switch', isCanary: true } as const
const FRESH = { isTried: false, isTakenBack: false }

test('a record of a canary is tried, taken back and switched, in this order', () => {
  expect(directionsOf(CANARY)).toEqual(['try', 'take_back', 'switch'])
  const steps = [FRESH, { isTried: true, isTakenBack: false }, { isTried: true, isTakenBack: true }]
  expect(steps.map((step) => directionOf(CANARY, step))).toEqual(directionsOf(CANARY))
})

test('any other batch has one step', () => {
  for (const operation of ['switch', 'roll_back'] as const) {
    expect(directionsOf({ operation, isCanary: false })).toEqual([operation])
    expect(directionOf({ operation, isCanary: false }, FRESH)).toBe(operation)
  }
})

test('only taking back goes from the new value to the one before, byte by byte', () => {
  const change = {
    expectedUrl: ' #N/A',
    targetUrl: 'https://n',
    stateBefore: 'original',
    restoresOwnUrl: false,
  } as const
  expect(changeAt('take_back', change)).toMatchObject({ expectedUrl: 'https://n', targetUrl: ' #N/A' })
  for (const direction of ['try', 'switch', 'roll_back'] as const) expect(changeAt(direction, change)).toBe(change)
})

test('the sentence of a canary that stays says how many, why, and what to do', () => {
  expect(notTakenBackSentence(207, 3, 'Locked by Legal.')).toBe(
    'Expected to roll back all 207 records of the canary; 3 could not be. The first: Locked by Legal. Nothing else was switched. Mend the cause, then resume: what still has its new link is rolled back first. Or roll the job back.',
  )
})
