import { bodyOf, type WireBody } from './body.ts'
import type { Connection } from './connection.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { formatRequestHead, framingOf, parseResponseHead, type RequestHead, type ResponseHead } from './head.ts'

export interface WireRequest extends Omit<RequestHead, 'bodyBytes'> {
  /** Sent one after another, with their common length; undefined for a request without a body. */
  body: readonly Buffer[] | undefined
  signal: AbortSignal | undefined
}

/** An answer whose body is still on the connection. */
export interface Exchange {
  head: ResponseHead
  body: WireBody
  connection: Pick<Connection, 'receivedBytes' | 'destroy'>
  /** To be called once nobody reads the body any more: keeps the connection when the body is at its end, else ends it. */
  finish(): void
}

/**
 * Sends one request, once, and waits for the head of its answer.
 * @throws what broke the connection; the signal's reason when aborted
 */
export async function exchange(pool: ConnectionPool, request: WireRequest): Promise<Exchange> {
  const lease = await pool.lease(request.signal)
  const { connection } = lease
  const { signal } = request
  const abort = () => connection.destroy(signal?.reason)
  const end = () => {
    signal?.removeEventListener('abort', abort)
    lease.release()
  }
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    const sending = send(connection, request)
    const head = parseResponseHead(await finalHead(connection))
    sending.stop()
    const body = bodyOf(connection, framingOf(head, request.method))
    const finish = () => {
      if (head.isLast || !sending.isDone() || !body.isAtEnd) connection.destroy()
      end()
    }
    return { head, body, connection, finish }
  } catch (thrown) {
    connection.destroy(thrown)
    end()
    throw thrown
  }
}

interface Sending {
  isDone(): boolean
  /** The answer is there: what of the request was not sent yet is kept back. */
  stop(): void
}

/**
 * Sends while the answer is waited for, because a request may be refused before it was sent whole. What makes the sending fail
 * breaks the connection, so whoever waits for the answer is told.
 * @throws TypeError for a head that cannot be sent
 */
function send(connection: Connection, { body, ...request }: WireRequest): Sending {
  const head = formatRequestHead({ ...request, bodyBytes: lengthOf(body, request.method) })
  let state: 'sending' | 'stopped' | 'done' = 'sending'
  const sendAll = async () => {
    const [first, ...rest] = body ?? []
    await (first && first.length > 0 ? connection.writeBoth(head, first) : connection.write(head))
    for (const chunk of rest) {
      if (state === 'stopped') return
      await connection.write(chunk)
    }
    state = 'done'
  }
  sendAll().catch(() => undefined)
  return {
    isDone: () => state === 'done',
    stop: () => {
      if (state === 'sending') state = 'stopped'
    },
  }
}

/** These methods tell a length even when there is no body (RFC 9110 section 8.6). */
function lengthOf(body: WireRequest['body'], method: string): number | undefined {
  if (body === undefined) return method === 'POST' || method === 'PUT' ? 0 : undefined
  return body.reduce((sum, chunk) => sum + chunk.length, 0)
}

/** The head of the final answer; those in between (RFC 9110 section 15.2) say nothing. */
async function finalHead(connection: Connection): Promise<string> {
  for (;;) {
    const text = await connection.readTextUntil('\r\n\r\n')
    if (!/^HTTP\/1\.[01] 1\d\d/.test(text)) return text
  }
}
