import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAYS, formatHours, parseHours } from '../../../server/domain/hours/hours.ts'

/** As it is kept, or what is wrong. */
function read(text: string): string {
  const parsed = parseHours(text)
  return parsed !== null && 'problem' in parsed ? parsed.problem : formatHours(parsed)
}

describe('hours', () => {
  test.for([
    ['always', 'always'],
    [' Always ', 'always'],
    ['22:00-06:00 Europe/Berlin', '22:00-06:00 Europe/Berlin'],
    [
      'mon-fri  20:00-06:00 ,sat-sun 00:00-24:00 europe/berlin',
      'Mon-Fri 20:00-06:00, Sat-Sun 00:00-24:00 Europe/Berlin',
    ],
    ['Fri-Mon 18:30-07:15 America/New_York', 'Fri-Mon 18:30-07:15 America/New_York'],
    ['Wed 01:00-02:00 UTC', 'Wed 01:00-02:00 UTC'],
    ['Mon-Sun 01:00-02:00 UTC', '01:00-02:00 UTC'],
  ] as const)('"%s" is kept as "%s"', ([text, kept]) => {
    expect(read(text)).toBe(kept)
  })

  test.for([
    ['', /must end with a time zone/],
    ['Europe/Berlin', /must end with a time zone/],
    ['22:00-06:00', /must end with a time zone/],
    ['Mon 22:00-06:00', /must end with a time zone/],
    ['22:00-06:00 Europe/Berin', /Europe\/Berin is not a time zone/],
    ['22:00-06:00 +02:00', /\+02:00 is not a time zone/],
    ['22-6 Europe/Berlin', /"22-6" is not hours such as/],
    ['25:00-06:00 Europe/Berlin', /is not hours such as/],
    ['22:60-06:00 Europe/Berlin', /is not hours such as/],
    ['24:00-06:00 Europe/Berlin', /is not hours such as/],
    ['20:00-24:01 Europe/Berlin', /is not hours such as/],
    ['Mon-Fr 22:00-06:00 Europe/Berlin', /is not hours such as/],
    ['22:00-06:00, Europe/Berlin', /"" is not hours such as|is not hours such as/],
    ['08:00-08:00 Europe/Berlin', /has no length. For a whole day write 00:00-24:00/],
    [`${'22:00-06:00, '.repeat(20)}22:00-06:00 UTC`, /at most 200 characters/],
  ] as const)('"%s" is refused in words that say why', ([text, problem]) => {
    expect(read(text)).toMatch(problem)
  })

  test('that were written are read as they were', () => {
    const day = fc.constantFrom(...DAYS)
    const time = fc.integer({ min: 0, max: 1_439 }).map((minutes) => {
      const hours = String(Math.floor(minutes / 60)).padStart(2, '0')
      return `${hours}:${String(minutes % 60).padStart(2, '0')}`
    })
    fc.assert(
      fc.property(day, day, time, time, (first, last, from, to) => {
        fc.pre(from !== to)
        const text = `${first}-${last} ${from}-${to} Asia/Tokyo`
        expect(parseHours(read(text))).toEqual(parseHours(text))
      }),
    )
  })
})
