import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Hours, parseHours } from '../../../server/domain/hours/hours.ts'
import { isOpen, nextOpening } from '../../../server/domain/hours/opening.ts'
import { formatMoment } from '../../../server/domain/hours/zone.ts'

function hours(text: string): Hours {
  const parsed = parseHours(text)
  if (parsed === null || 'problem' in parsed) throw new Error(text)
  return parsed
}

const next = (text: string, after: string) => nextOpening(hours(text), new Date(after))?.toISOString()

/** How long the hours are open between two moments, in minutes. */
function openMinutes(text: string, from: string, to: string): number {
  let minutes = 0
  for (let at = Date.parse(from); at < Date.parse(to); at += 60_000) {
    if (isOpen(hours(text), new Date(at))) minutes += 1
  }
  return minutes
}

describe('hours are open by the clock on the wall', () => {
  test.for([
    // 20 November 2026 is a Friday.
    ['2026-11-20T18:59:59Z', false],
    ['2026-11-20T19:00:00Z', true],
    ['2026-11-21T04:59:59Z', true],
    ['2026-11-21T05:00:00Z', true],
    ['2026-11-22T22:59:59Z', true],
    ['2026-11-22T23:00:00Z', false],
    ['2026-11-23T18:59:00Z', false],
    ['2026-11-23T19:00:00Z', true],
    ['2026-11-24T05:00:00Z', false],
  ] as const)('nights and weekends in Berlin at %s: %s', ([at, expected]) => {
    expect(isOpen(hours('Mon-Fri 20:00-06:00, Sat-Sun 00:00-24:00 Europe/Berlin'), new Date(at))).toBe(expected)
  })

  test('the night after a Sunday belongs to the Sunday', () => {
    expect(isOpen(hours('Sun 22:00-06:00 Europe/Berlin'), new Date('2026-11-23T04:59:00Z'))).toBe(true)
    expect(isOpen(hours('Mon 22:00-06:00 Europe/Berlin'), new Date('2026-11-23T04:59:00Z'))).toBe(false)
  })
})

describe('hours open next', () => {
  test.for([
    ['22:00-06:00 Europe/Berlin', '2026-11-20T12:00:30Z', '2026-11-20T21:00:00.000Z'],
    ['22:00-06:00 Europe/Berlin', '2026-11-20T23:30:30Z', '2026-11-20T23:30:30.000Z'],
    ['Mon-Fri 20:00-06:00 Europe/Berlin', '2026-11-21T12:00:00Z', '2026-11-23T19:00:00.000Z'],
    ['Tue 07:07-07:08 America/New_York', '2026-11-20T12:00:00Z', '2026-11-24T12:07:00.000Z'],
    ['Mon 09:00-10:00 Asia/Kathmandu', '2026-11-20T12:00:00Z', '2026-11-23T03:15:00.000Z'],
  ] as const)('%s after %s at %s', ([text, after, expected]) => {
    expect(next(text, after)).toBe(expected)
  })
})

describe('when clocks change', () => {
  test('Berlin in spring: an hour that does not exist is skipped, and one that begins in it opens after it', () => {
    expect(openMinutes('02:00-03:00 Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe(0)
    expect(next('02:00-03:00 Europe/Berlin', '2026-03-29T00:00:00Z')).toBe('2026-03-30T00:00:00.000Z')
    expect(next('02:30-04:00 Europe/Berlin', '2026-03-29T00:00:00Z')).toBe('2026-03-29T01:00:00.000Z')
    expect(openMinutes('02:30-04:00 Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe(60)
    expect(openMinutes('22:00-06:00 Europe/Berlin', '2026-03-28T20:00:00Z', '2026-03-29T10:00:00Z')).toBe(7 * 60)
  })

  test('Berlin in autumn: an hour that comes twice counts twice', () => {
    expect(openMinutes('02:00-03:00 Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toBe(120)
    expect(openMinutes('22:00-06:00 Europe/Berlin', '2026-10-24T18:00:00Z', '2026-10-25T10:00:00Z')).toBe(9 * 60)
    expect(next('02:00-02:30 Europe/Berlin', '2026-10-25T00:30:00Z')).toBe('2026-10-25T01:00:00.000Z')
    expect(next('01:00-02:30 Europe/Berlin', '2026-10-25T00:45:00Z')).toBe('2026-10-25T01:00:00.000Z')
  })

  test('New York in spring and in autumn: the hours stay where the clock on the wall has them', () => {
    expect(next('20:00-06:00 America/New_York', '2026-03-07T20:00:00Z')).toBe('2026-03-08T01:00:00.000Z')
    expect(next('20:00-06:00 America/New_York', '2026-03-08T20:00:00Z')).toBe('2026-03-09T00:00:00.000Z')
    expect(next('02:15-02:45 America/New_York', '2026-03-08T05:30:00Z')).toBe('2026-03-09T06:15:00.000Z')
    expect(openMinutes('20:00-06:00 America/New_York', '2026-03-07T20:00:00Z', '2026-03-08T20:00:00Z')).toBe(9 * 60)
    expect(openMinutes('20:00-06:00 America/New_York', '2026-10-31T20:00:00Z', '2026-11-01T20:00:00Z')).toBe(11 * 60)
    expect(openMinutes('01:15-01:45 America/New_York', '2026-11-01T04:00:00Z', '2026-11-01T10:00:00Z')).toBe(60)
  })

  test('hours of one day that are skipped this week come the week after', () => {
    expect(next('Sun 02:00-03:00 Europe/Berlin', '2026-03-28T12:00:00Z')).toBe('2026-04-05T00:00:00.000Z')
  })
})

test('the next opening is open, and nothing between is, whatever hours, zone and moment', () => {
  const day = fc.constantFrom('', 'Mon ', 'Sat-Sun ', 'Fri-Tue ')
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC')
  const time = fc.integer({ min: 0, max: 1_439 })
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(day, time, time, zone, moment, fc.double({ min: 0, max: 0.999, noNaN: true }), (...drawn) => {
      const [days, from, to, name, after, part] = drawn
      fc.pre(from !== to)
      const open = hours(`${days}${clock(from)}-${clock(to)} ${name}`)
      const opening = nextOpening(open, after) ?? new Date(0)
      expect(isOpen(open, opening)).toBe(true)
      const between = new Date(after.getTime() + part * (opening.getTime() - after.getTime()))
      expect(opening.getTime() === after.getTime() || !isOpen(open, between)).toBe(true)
    }),
  )
})

test('a moment is told by the clock on the wall', () => {
  expect(formatMoment(new Date('2026-07-01T20:00:59Z'), 'Europe/Berlin')).toBe('2026-07-01 22:00 Europe/Berlin')
  expect(formatMoment(new Date('2026-12-31T23:30:00Z'), 'Asia/Tokyo')).toBe('2027-01-01 08:30 Asia/Tokyo')
})
