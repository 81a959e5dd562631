/** How far the clocks of a place are ahead of UTC, in minutes, at a moment. */
export type OffsetMinutes = (at: Date) => number

/** @returns the zone's name as IANA writes it; undefined when there is none of this name, or when it is only an offset */
export function zoneNamed(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** The clocks of a zone, with all their changes. */
export function offsetsOf(zone: string): OffsetMinutes {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return (at) => {
    const parts = format.formatToParts(at).map(({ type, value }) => [type, Number(value)])
    const { year, month, day, hour, minute } = Object.fromEntries(parts)
    return Date.UTC(year, month - 1, day, hour, minute) / 60_000 - Math.floor(at.getTime() / 60_000)
  }
}

/** A moment as the clock on the wall shows it, with the zone. */
export function formatMoment(at: Date, zone: string): string {
  const onTheWall = new Date(at.getTime() + offsetsOf(zone)(at) * 60_000)
  return `${onTheWall.toISOString().slice(0, 16).replace('T', ' ')} ${zone}`
}
