import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

/** One event of a stream; `data` is parsed. */
export interface ReceivedEvent {
  id?: string
  event: string
  data: Record<string, unknown>
}

/** A client of server-sent events on a connection of its own. */
export interface EventClient {
  status: number
  headers: IncomingHttpHeaders
  /** The body so far. */
  text(): string
  events(): ReceivedEvent[]
  /** Waits for an event of this name; rejects when the stream ends without one. */
  until(event: string): Promise<void>
  /** Waits for the end of the stream; tells whether the server ended it well. */
  ended: Promise<{ isWhole: boolean }>
  /** Leaves as a browser that is closed does. */
  leave(): void
}

/** Connects and waits for the head of the answer. */
export function openEventClient(url: string, headers: Record<string, string>): Promise<EventClient> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, headers }, (message) => resolve(clientOf(message, () => sent.destroy())))
    sent.once('error', reject)
    sent.end()
  })
}

function clientOf(message: IncomingMessage, leave: () => void): EventClient {
  let received = ''
  const waiting = new Set<() => void>()
  const look = () => {
    for (const check of waiting) check()
  }
  message.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk
    look()
  })
  message.on('error', () => undefined)
  const ended = new Promise<{ isWhole: boolean }>((resolve) => {
    message.once('close', () => resolve({ isWhole: message.complete }))
  })
  const hasHeard = (event: string) => received.includes(`event: ${event}\n`)
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    text: () => received,
    events: () => received.split('\n\n').flatMap(parseEvent),
    until: (event) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (hasHeard(event)) resolve()
        }
        waiting.add(check)
        check()
        ended.then(() => reject(new Error(`The stream ended without ${event}: ${received}`)))
      }),
    ended,
    leave,
  }
}

function parseEvent(block: string): ReceivedEvent[] {
  const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]))
  const [event, data, id] = [fields.get('event'), fields.get('data'), fields.get('id')]
  if (event === undefined || data === undefined) return []
  return [{ event, data: JSON.parse(data), ...(id === undefined ? {} : { id }) }]
}
