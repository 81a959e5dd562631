/** One message of PostgreSQL's protocol, version 3 ("Message Formats", PostgreSQL documentation). */
export interface Message {
  /** Its letter; empty for the first message of a connection, which has none. */
  type: string
  /** All of it, as it goes on. */
  bytes: Buffer
}

const LETTER_BYTES = 1
const LENGTH_BYTES = 4
/** Parameters beyond this say nothing that a kill point asks for. */
const MOST_BOUND_BYTES = 20_000

/** Cuts a stream into messages. */
export class Messages {
  #rest: Buffer = Buffer.alloc(0)
  #isFirst: boolean

  /** @param from a client begins with a message without a letter */
  constructor(from: 'client' | 'server') {
    this.#isFirst = from === 'client'
  }

  /** The messages that are whole with these bytes. */
  push(bytes: Buffer): Message[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const messages: Message[] = []
    for (let next = this.#take(); next !== undefined; next = this.#take()) messages.push(next)
    return messages
  }

  #take(): Message | undefined {
    const head = this.#isFirst ? 0 : LETTER_BYTES
    if (this.#rest.length < head + LENGTH_BYTES) return undefined
    const wholeBytes = head + this.#rest.readInt32BE(head)
    if (this.#rest.length < wholeBytes) return undefined
    const bytes = this.#rest.subarray(0, wholeBytes)
    this.#rest = this.#rest.subarray(wholeBytes)
    const type = this.#isFirst ? '' : String.fromCharCode(bytes[0] ?? 0)
    this.#isFirst = false
    return { type, bytes }
  }
}

/** What a message says of its statement: the text of a query or of what is prepared, or the values that are bound to it. */
export function textOf({ type, bytes }: Message): string {
  const body = bytes.subarray(LETTER_BYTES + LENGTH_BYTES)
  if (type === 'Q') return plain(body.subarray(0, body.indexOf(0)))
  if (type === 'P') {
    const start = body.indexOf(0) + 1
    return plain(body.subarray(start, body.indexOf(0, start)))
  }
  return type === 'B' ? ` ${plain(body.subarray(0, MOST_BOUND_BYTES))}` : ''
}

function plain(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/\s+/g, ' ').toLowerCase().trim()
}
