import type { ServerResponse } from 'node:http'
import type { EventStream } from './event-stream.ts'

/** A client that has not taken the rest of its stream by then is cut off. */
const CLOSE_WITHIN_MS = 1_000

/** The streams an application has open: they live by one heartbeat and end with the application. */
export interface OpenStreams {
  /** Looks after a stream from now until it ends. */
  add(stream: EventStream, response: Pick<ServerResponse, 'destroy'>): void
  close(): void
}

/** @param heartbeatMs time between two heartbeats */
export function keepStreams(heartbeatMs: number): OpenStreams {
  const streams = new Map<EventStream, Pick<ServerResponse, 'destroy'>>()
  let timer: NodeJS.Timeout | undefined
  const remove = (stream: EventStream) => {
    streams.delete(stream)
    if (streams.size === 0) timer = void clearInterval(timer)
  }
  const beat = () => {
    for (const stream of streams.keys()) stream.beat()
  }
  return {
    add(stream, response) {
      streams.set(stream, response)
      timer ??= setInterval(beat, heartbeatMs)
      stream.body.once('close', () => remove(stream))
    },
    close() {
      for (const [stream, response] of streams) {
        stream.end()
        setTimeout(() => response.destroy(), CLOSE_WITHIN_MS).unref()
      }
    },
  }
}
