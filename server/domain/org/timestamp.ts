/** Salesforce's dates and times: REST ends them with `+0000`, Bulk with `Z` (salesforce-platform.md 1.11). */

/**
 * The ISO 8601 form in UTC, with milliseconds.
 * @returns undefined when the text is no date and time
 */
export function toIsoTimestamp(text: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?)(?:Z|([+-]\d\d):?(\d\d))$/.exec(text)
  if (match === null) return undefined
  const [, moment, hours, minutes] = match
  const parsed = new Date(hours === undefined ? `${moment}Z` : `${moment}${hours}:${minutes}`)
  return Number.isNaN(parsed.getTime()) ? undefined : parsed.toISOString()
}
