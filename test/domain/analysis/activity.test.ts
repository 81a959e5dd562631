import { expect, test } from 'vitest'
import { type ActivityFacts, describeActivity } from '../../../server/domain/analysis/activity.ts'

function facts(change: Partial<ActivityFacts>): ActivityFacts {
  return { months: [], weekdays: new Map(), hours: new Map(), undated: 0, ...change }
}

function yearOf(year: number, recordsOf: (month: number) => number) {
  return Array.from({ length: 12 }, (_, index) => ({ year, month: index + 1, records: recordsOf(index + 1) }))
}

const levels = (months: ActivityFacts['months']) =>
  describeActivity(facts({ months })).monthsOfYear.map(({ level }) => level)

test('the tax season is a peak and the months far below the mean are quiet', () => {
  // The mean is 100: a peak begins at 150, a quiet month ends at 75.
  const records = [100, 100, 150, 149, 75, 76, 100, 100, 100, 100, 75, 75]
  expect(levels(yearOf(2024, (month) => records[month - 1] ?? 0))).toEqual([
    'usual',
    'usual',
    'peak',
    'usual',
    'quiet',
    'usual',
    'usual',
    'usual',
    'usual',
    'usual',
    'quiet',
    'quiet',
  ])
})

test('a year that has only begun makes none of its months look busy', () => {
  const months = [...yearOf(2024, () => 100), ...yearOf(2025, () => 100).slice(0, 6)]
  expect(new Set(levels(months))).toEqual(new Set(['usual']))
})

test('a month without any record in a covered year counts as such a month', () => {
  const months = [...yearOf(2024, () => 100), ...yearOf(2025, () => 100).filter(({ month }) => month !== 5)]
  const may = describeActivity(facts({ months })).monthsOfYear[4]
  expect(may).toMatchObject({ month: 5, recordsPerYear: 50, level: 'quiet' })
})

test('days are judged by 150 and 50 percent of the mean day', () => {
  const weekdays = new Map([150, 100, 100, 149, 100, 51, 50].map((records, index) => [index + 1, records]))
  expect(describeActivity(facts({ weekdays })).weekdays.map(({ level }) => level)).toEqual([
    'peak',
    'usual',
    'usual',
    'usual',
    'usual',
    'usual',
    'quiet',
  ])
})

test.each([
  { weekend: 126, is: 'busier' },
  { weekend: 125, is: 'alike' },
  { weekend: 75, is: 'alike' },
  { weekend: 74, is: 'quieter' },
])('a weekend with $weekend for 100 on a weekday is $is', ({ weekend, is }) => {
  const weekdays = new Map([100, 100, 100, 100, 100, weekend, weekend].map((records, index) => [index + 1, records]))
  expect(describeActivity(facts({ weekdays })).weekend).toBe(is)
})

test('hours below half of the mean are quiet, also those without any record', () => {
  const hours = new Map(Array.from({ length: 23 }, (_, hour) => [hour, hour === 0 ? 48 : 100]))
  const quiet = describeActivity(facts({ hours })).hours.filter(({ level }) => level === 'quiet')
  expect(quiet.map(({ hour }) => hour)).toEqual([23])
})

test('years add up, months are in order, and nothing at all is nothing special', () => {
  const months = [...yearOf(2025, () => 1), ...yearOf(2024, () => 2)]
  const activity = describeActivity(facts({ months, undated: 3 }))
  expect(activity.years).toEqual([
    { year: 2024, records: 24 },
    { year: 2025, records: 12 },
  ])
  expect(activity.months[0]).toEqual({ year: 2024, month: 1, records: 2 })
  const empty = describeActivity(facts({}))
  expect(empty.monthsOfYear.every(({ level }) => level === 'usual')).toBe(true)
  expect(empty.hours.every(({ level }) => level === 'usual')).toBe(true)
  expect(empty.weekend).toBe('alike')
})
