const LONGEST_MS = 15 * 60_000

/**
 * The wait that a Retry-After header asks for, in milliseconds, at most a quarter of an hour.
 * @returns undefined when there is none or it is neither seconds nor a date (RFC 9110 section 10.2.3)
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const waitMs = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime()
  return Number.isNaN(waitMs) ? undefined : Math.min(LONGEST_MS, Math.max(0, waitMs))
}
