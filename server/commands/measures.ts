/** Quantities as people read them. */

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** `1.4 MB`: decimal units, three digits; `unknown` for null. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return 'unknown'
  const step = UNITS.findIndex((_, index) => Number((bytes / 1_000 ** index).toPrecision(3)) < 1_000)
  return step <= 0 ? `${bytes} bytes` : `${(bytes / 1_000 ** step).toPrecision(3)} ${UNITS[step]}`
}

/** `81.3 %`; `–` for null. */
export function formatPercent(percent: number | null): string {
  return percent === null ? '–' : `${percent} %`
}

/** A whole number with separators: `1,344,438`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** "1 record", "2,854 records". */
export function counted(count: number, thing: string): string {
  return `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`
}
