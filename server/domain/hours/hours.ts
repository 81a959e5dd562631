import { zoneNamed } from './zone.ts'

/** The hours of a week in which something may be done, by the clock on the wall of one place. */
export interface Hours {
  /** At least one; they may overlap. */
  spans: readonly Span[]
  /** IANA name of a time zone, such as Europe/Berlin. */
  zone: string
}

/** From a time of some days until a time of the same day, or of the next when that is not later. */
export interface Span {
  /** Days on which it begins, 0 is Monday; in order. */
  days: readonly number[]
  /** Minutes after midnight. */
  from: number
  /** Minutes after midnight; 1,440 is the end of the day. */
  to: number
}

/** Stands for hours that never end. */
export const ALWAYS = 'always'
export const HOURS_EXAMPLE = 'Mon-Fri 20:00-06:00, Sat-Sun 00:00-24:00 Europe/Berlin'
export const LONGEST_HOURS = 200

export const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
export const MINUTES_OF_DAY = 1_440

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const SPAN = new RegExp(`^(?:(${DAY})(?:-(${DAY}))? )?(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)$`, 'i')

/**
 * Reads hours as people write them: spans with or without days, separated by commas, then a time zone; or "always".
 * @returns null for "always"; a sentence about what is wrong for anything else
 */
export function parseHours(text: string): Hours | null | { problem: string } {
  const plain = text.trim().replace(/\s+/g, ' ')
  if (plain.toLowerCase() === ALWAYS) return null
  const [, listed = '', zone = ''] = /^(.*) (\S+)$/.exec(plain) ?? []
  if (listed === '' || /^\d\d:/.test(zone)) return { problem: `It must end with a time zone such as Europe/Berlin.` }
  if (plain.length > LONGEST_HOURS) return { problem: `It must have at most ${LONGEST_HOURS} characters.` }
  const known = zoneNamed(zone)
  if (known === undefined) return { problem: `${zone} is not a time zone.` }
  const spans: Span[] = []
  for (const part of listed.split(/ ?, ?/)) {
    const span = parseSpan(part)
    if ('problem' in span) return span
    spans.push(span)
  }
  return { spans, zone: known }
}

/** The same hours in the one way in which they are kept and shown. */
export function formatHours(hours: Hours | null): string {
  return hours === null ? ALWAYS : `${hours.spans.map(formatSpan).join(', ')} ${hours.zone}`
}

function parseSpan(text: string): Span | { problem: string } {
  const [, first, last, opens = '', closes = ''] = SPAN.exec(text) ?? []
  const [from, to] = [parseTime(opens), parseTime(closes)]
  if (from === undefined || to === undefined || from === MINUTES_OF_DAY) {
    return { problem: `"${text}" is not hours such as 22:00-06:00 or Mon-Fri 20:00-06:00.` }
  }
  if (from === to) return { problem: `"${text}" has no length. For a whole day write 00:00-24:00.` }
  return { days: first === undefined ? EVERY_DAY : daysBetween(indexOf(first), indexOf(last ?? first)), from, to }
}

/** @returns minutes after midnight, up to 24:00; undefined for what is no time */
function parseTime(text: string): number | undefined {
  const [hours = Number.NaN, minutes = Number.NaN] = text.split(':').map(Number)
  const total = hours * 60 + minutes
  return minutes < 60 && total <= MINUTES_OF_DAY ? total : undefined
}

function indexOf(day: string): number {
  return DAYS.findIndex((name) => name.toLowerCase() === day.toLowerCase())
}

/** Around the end of the week where the last comes before the first. */
function daysBetween(first: number, last: number): number[] {
  return EVERY_DAY.filter((day) => (first <= last ? day >= first && day <= last : day >= first || day <= last))
}

function formatSpan({ days, from, to }: Span): string {
  return `${formatDays(days)}${formatTime(from)}-${formatTime(to)}`
}

/** Days follow one another, perhaps around the end of the week: the first is the one whose day before is missing. */
function formatDays(days: readonly number[]): string {
  if (days.length === EVERY_DAY.length) return ''
  const first = days.find((day) => !days.includes((day + 6) % 7)) ?? 0
  const last = (first + days.length - 1) % 7
  return first === last ? `${DAYS[first]} ` : `${DAYS[first]}-${DAYS[last]} `
}

function formatTime(minutes: number): string {
  const padded = (value: number) => String(value).padStart(2, '0')
  return `${padded(Math.floor(minutes / 60))}:${padded(minutes % 60)}`
}
