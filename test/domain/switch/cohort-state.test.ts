import { expect, test } from 'vitest'
import { type CohortFacts, soakSentence, viewCohort } from '../../../server/domain/switch/cohort-state.ts'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const COHORT: CohortFacts = {
  number: 1,
  isCanary: true,
  percentage: null,
  accounts: 12,
  records: 207,
  soakMinutes: 60,
  isBegun: true,
  endedAt: '2026-03-01T11:30:00.000Z',
}

test.each<[string, Partial<CohortFacts>, string, string | null]>([
  ['has not begun', { isBegun: false, endedAt: null }, 'waiting', null],
  ['is at work', { endedAt: null }, 'running', null],
  ['ended a moment ago', {}, 'soaking', '2026-03-01T12:30:00.000Z'],
  ['ended long ago', { endedAt: '2026-03-01T11:00:00.000Z' }, 'done', '2026-03-01T12:00:00.000Z'],
  ['has no rest', { soakMinutes: 0 }, 'done', null],
])('a cohort that %s', (_when, change, state, soaksUntil) => {
  expect(viewCohort({ ...COHORT, ...change }, NOW)).toMatchObject({ state, soaksUntil })
})

test('the sentence of a rest says what was done, until when it lasts, and what one can do', () => {
  const until = new Date('2026-03-01T12:30:40.000Z')
  expect(soakSentence(COHORT, 4, until)).toBe(
    'Cohort 1 of 4 is done: the canary, 207 records. Look at them in Salesforce. The next cohort begins by itself at 2026-03-01 12:30 UTC. To keep it from beginning, stop the job; to go back, roll it back.',
  )
  expect(soakSentence({ ...COHORT, number: 2, percentage: 10, isCanary: false }, 4, until)).toContain(
    'Cohort 2 of 4 is done: up to 10 % of the Accounts, 207 records.',
  )
})
