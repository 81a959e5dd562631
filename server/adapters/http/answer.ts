import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { connectionError } from './connection-error.ts'

/** Up to this many unread bytes are read away so that the connection can be used again; beyond, it is closed. */
const DISCARD_BYTES = 64 * 1024

/** An HTTP answer of any status. Exactly one of `text`, `open` and `discard` is called, once. */
export interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
  /** The body as UTF-8, cut after `maxBytes`. */
  text(maxBytes: number): Promise<string>
  /** The body, looked at once `peekBytes` of it have come. */
  open(peekBytes: number): Promise<OpenedBody>
  /** Lets the body go. Never fails. */
  discard(): Promise<void>
}

export interface OpenedBody {
  /** The start of the body: at least as much as was asked for, or all of a shorter body. */
  first: Buffer
  /** The whole body, its start included. It fails with `<prefix>.connection`. Whoever takes it destroys it. */
  stream: Readable
}

/**
 * The answer behind what the HTTP client gives.
 * @param prefix first part of error codes
 */
export function toAnswer(data: Dispatcher.ResponseData, prefix: string, host: string): Answer {
  const toError = (thrown: unknown) => connectionError(prefix, host, thrown)
  // A body that is let go fails with "aborted", which nobody waits for.
  data.body.on('error', () => undefined)
  return {
    status: data.statusCode,
    headers: singleValues(data.headers),
    text: (maxBytes) => readText(data.body, maxBytes, toError),
    open: (peekBytes) => openBody(data.body, peekBytes, toError),
    discard: async () => void (await data.body.dump({ limit: DISCARD_BYTES }).catch(() => undefined)),
  }
}

async function readText(body: Readable, maxBytes: number, toError: (thrown: unknown) => Error): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      sizeBytes += chunk.length
      if (sizeBytes >= maxBytes) break
    }
  } catch (thrown) {
    throw toError(thrown)
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8')
}

async function openBody(body: Readable, peekBytes: number, toError: (thrown: unknown) => Error): Promise<OpenedBody> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  try {
    const head = await readHead(chunks, peekBytes)
    return { first: Buffer.concat(head), stream: rejoin(body, head, chunks, toError) }
  } catch (thrown) {
    body.destroy()
    throw toError(thrown)
  }
}

async function readHead(chunks: AsyncIterator<Buffer>, atLeastBytes: number): Promise<Buffer[]> {
  const head: Buffer[] = []
  for (let sizeBytes = 0; sizeBytes < atLeastBytes; ) {
    const next = await chunks.next()
    if (next.done) break
    head.push(next.value)
    sizeBytes += next.value.length
  }
  return head
}

/** Not a generator: one that is destroyed before its first read would leave the connection open. */
function rejoin(
  body: Readable,
  head: Buffer[],
  rest: AsyncIterator<Buffer>,
  toError: (thrown: unknown) => Error,
): Readable {
  const nextChunk = async () => head.shift() ?? (await rest.next()).value ?? null
  return new Readable({
    read() {
      nextChunk().then(
        (chunk) => this.push(chunk),
        (thrown) => this.destroy(toError(thrown)),
      )
    },
    destroy(error, done) {
      body.destroy()
      done(error)
    },
  })
}

function singleValues(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]))
}
