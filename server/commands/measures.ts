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
