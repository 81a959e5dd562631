/** Server-sent events, as the HTML standard writes them (section 9.2). */

export interface Frame {
  /** What a client sends back as Last-Event-ID. */
  id?: number
  event: string
  /** JSON in one line. */
  data: string
}

/** A line that says nothing; it shows proxies and clients that the stream lives. */
export const HEARTBEAT = ':\n\n'

/** One event of a stream. */
export function formatFrame({ id, event, data }: Frame): string {
  const named = id === undefined ? [] : [`id: ${id}`]
  return `${[...named, `event: ${event}`, `data: ${data}`].join('\n')}\n\n`
}

/** Tells a client how long to wait before it connects again. */
export function formatRetry(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`
}
