import { Readable } from 'node:stream'
import { HEARTBEAT } from './frames.ts'

/** Events that a client has not taken; a client that lets more wait is let go, and may come again with Last-Event-ID. */
const MOST_BACKLOG_BYTES = 256 * 1024
/** A client that takes nothing for so many heartbeats is gone, whatever its connection says. */
const MOST_MISSED_BEATS = 4

/** What goes to one client. However slow the client is, no more than a bounded backlog is kept for it. */
export interface EventStream {
  body: Readable
  /** Sends what must not be missed; a client with too long a backlog is let go instead. */
  sendEvent(frame: string): void
  /** Sends how things stand; while the client is behind only the newest is kept for it. */
  sendState(frame: string): void
  beat(): void
  /** Ends the stream after what waits, with a last frame when there is one. */
  end(frame?: string): void
}

export function createEventStream(): EventStream {
  let newest: string | undefined
  let missedBeats = 0
  let hasEnded = false
  const push = (text: string | undefined) => {
    if (text !== undefined && !hasEnded) body.push(text)
  }
  const sendNewest = () => {
    push(newest)
    newest = undefined
  }
  const body = new Readable({ read: sendNewest })
  const isBehind = () => body.readableLength >= body.readableHighWaterMark
  return {
    body,
    sendEvent(frame) {
      if (body.readableLength + frame.length > MOST_BACKLOG_BYTES) body.destroy()
      else push(frame)
    },
    sendState(frame) {
      newest = frame
      if (!isBehind()) sendNewest()
    },
    beat() {
      missedBeats = isBehind() || hasEnded ? missedBeats + 1 : 0
      if (missedBeats === MOST_MISSED_BEATS) body.destroy()
      else if (missedBeats === 0) push(HEARTBEAT)
    },
    end(frame) {
      sendNewest()
      push(frame)
      hasEnded = true
      body.push(null)
    },
  }
}
