/** When documents come into being, and so when it is quiet in the org. All times are UTC. */

/** Records that were created in one month. */
export interface MonthCount {
  year: number
  /** 1 is January. */
  month: number
  records: number
}

export interface ActivityFacts {
  /** Only months with records. */
  months: readonly MonthCount[]
  /** Records by ISO weekday (1 is Monday); a day without any is missing. */
  weekdays: ReadonlyMap<number, number>
  /** Records by hour (0 to 23); an hour without any is missing. */
  hours: ReadonlyMap<number, number>
  /** Records whose time of creation no inventory has read. */
  undated: number
}

export type Level = 'peak' | 'usual' | 'quiet'

export interface Activity {
  undated: number
  years: { year: number; records: number }[]
  months: MonthCount[]
  /** The twelve months of a year: records in a mean one, over the years that the data covers. */
  monthsOfYear: { month: number; recordsPerYear: number; level: Level }[]
  weekdays: { weekday: number; records: number; level: Level }[]
  /** A mean day of the weekend beside a mean weekday: more than a quarter above, below, or neither. */
  weekend: 'busier' | 'alike' | 'quieter'
  hours: { hour: number; records: number; level: Exclude<Level, 'peak'> }[]
}

const PEAK = 1.5
const QUIET_MONTH = 0.75
const QUIET_DAY = 0.5
const QUIET_HOUR = 0.5
const WEEKEND_DIFFERENCE = 0.25

/** Describes activity: a level is judged by the mean of its kind, months by 150 and 75 %, days by 150 and 50 %, hours by 50 %. */
export function describeActivity({ months, weekdays, hours, undated }: ActivityFacts): Activity {
  const days = numbers(1, 7).map((weekday) => ({ weekday, records: weekdays.get(weekday) ?? 0 }))
  return {
    undated,
    years: countYears(months),
    months: months.toSorted((a, b) => monthIndex(a) - monthIndex(b)),
    monthsOfYear: judgeMonths(months),
    weekdays: withLevels(days, ({ records }) => records, QUIET_DAY),
    weekend: compareWeekend(days.map(({ records }) => records)),
    hours: judgeHours(numbers(0, 23).map((hour) => ({ hour, records: hours.get(hour) ?? 0 }))),
  }
}

function countYears(months: readonly MonthCount[]): { year: number; records: number }[] {
  const years = new Map<number, number>()
  for (const { year, records } of months) years.set(year, (years.get(year) ?? 0) + records)
  return [...years].map(([year, records]) => ({ year, records })).toSorted((a, b) => a.year - b.year)
}

/** A month of the year counts by how often it lies between the first and the last record, so a year begun does not mislead. */
function judgeMonths(months: readonly MonthCount[]): Activity['monthsOfYear'] {
  const indexes = months.map(monthIndex)
  const [first, last] = [Math.min(...indexes), Math.max(...indexes)]
  const rows = numbers(1, 12).map((month) => {
    const records = addUp(months.filter((one) => one.month === month).map((one) => one.records))
    const times = months.length === 0 ? 0 : occurrences(month, first, last)
    return { month, recordsPerYear: times === 0 ? 0 : records / times }
  })
  return withLevels(rows, ({ recordsPerYear }) => recordsPerYear, QUIET_MONTH)
}

/** How often a month of the year lies between two months, both counted from year 0. */
function occurrences(month: number, first: number, last: number): number {
  const upTo = (index: number) => Math.floor((index - (month - 1)) / 12)
  return upTo(last) - upTo(first - 1)
}

function judgeHours(hours: readonly { hour: number; records: number }[]): Activity['hours'] {
  const mean = addUp(hours.map(({ records }) => records)) / hours.length
  return hours.map((one) => ({ ...one, level: one.records < QUIET_HOUR * mean ? 'quiet' : 'usual' }))
}

function withLevels<Row>(rows: readonly Row[], read: (row: Row) => number, quiet: number): (Row & { level: Level })[] {
  const mean = addUp(rows.map(read)) / rows.length
  return rows.map((row) => ({ ...row, level: levelOf(read(row), mean, quiet) }))
}

function levelOf(value: number, mean: number, quiet: number): Level {
  if (mean === 0) return 'usual'
  if (value >= PEAK * mean) return 'peak'
  return value <= quiet * mean ? 'quiet' : 'usual'
}

/** @param days Monday first */
function compareWeekend(days: readonly number[]): Activity['weekend'] {
  const weekday = addUp(days.slice(0, 5)) / 5
  const weekend = addUp(days.slice(5)) / 2
  if (weekend > (1 + WEEKEND_DIFFERENCE) * weekday) return 'busier'
  return weekend < (1 - WEEKEND_DIFFERENCE) * weekday ? 'quieter' : 'alike'
}

function monthIndex({ year, month }: MonthCount): number {
  return year * 12 + month - 1
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

function addUp(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
