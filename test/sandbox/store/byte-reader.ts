import { S3Error } from './errors.ts'

/** No line of a chunked body is longer; a client that sends one is not speaking the protocol. */
const LONGEST_LINE_BYTES = 16 * 1024

/** Reads lines and counted bytes from chunks of any size, holding one chunk at a time. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The text up to the next line end (CR LF), which is skipped. @throws S3Error IncompleteBody without one */
  async line(): Promise<string> {
    while (this.#rest.indexOf('\n') < 0) {
      if (this.#rest.length > LONGEST_LINE_BYTES || !(await this.#read())) throw terminated()
    }
    const end = this.#rest.indexOf('\n')
    const line = this.#rest.toString('latin1', 0, end)
    this.#rest = this.#rest.subarray(end + 1)
    if (!line.endsWith('\r')) throw terminated()
    return line.slice(0, -1)
  }

  /** At least one byte, and at most so many. @throws S3Error IncompleteBody at the end */
  async some(mostBytes: number): Promise<Buffer> {
    if (this.#rest.length === 0 && !(await this.#read())) throw terminated()
    const piece = this.#rest.subarray(0, mostBytes)
    this.#rest = this.#rest.subarray(piece.length)
    return piece
  }

  /** Whether nothing is left. */
  async isAtEnd(): Promise<boolean> {
    return this.#rest.length === 0 && !(await this.#read())
  }

  /** Lets go of the source before its end. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }

  async #read(): Promise<boolean> {
    const { done, value } = await this.#source.next()
    if (done) return false
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value])
    return true
  }
}

function terminated(): S3Error {
  return new S3Error('IncompleteBody', { message: 'The request body terminated unexpectedly' })
}
