import { TransientError } from '../../domain/errors.ts'

/** A stream of text that was begun: its first piece is there already. Whoever has it reads it to its end or returns it. */
export type OpenStream = AsyncIterableIterator<string>

const RETRY_AFTER_MS = 10_000

/**
 * Lets so many streams be read at the same time in this process: each holds a connection and a transaction.
 * @returns begins a stream, so that what fails at once fails before anything is answered. Throws TransientError
 * `report.busy` when too many are read already, and whatever reading the first piece throws.
 */
export function limitStreams(most: number): (read: () => AsyncIterator<string>) => Promise<OpenStream> {
  let open = 0
  return async (read) => {
    if (open >= most) throw busy(most)
    open += 1
    return await begin(read(), () => {
      open -= 1
    })
  }
}

async function begin(source: AsyncIterator<string>, release: () => void): Promise<OpenStream> {
  const close = once(release)
  let first: IteratorResult<string> | undefined = await closingAtEnd(source.next(), close)
  const stream: OpenStream = {
    [Symbol.asyncIterator]: () => stream,
    async next() {
      const taken = first
      first = undefined
      return taken ?? (await closingAtEnd(source.next(), close))
    },
    async return() {
      try {
        await source.return?.()
      } finally {
        close()
      }
      return { done: true, value: undefined }
    },
  }
  return stream
}

/** The stream is over when it ends and when it fails. */
async function closingAtEnd(result: Promise<IteratorResult<string>>, close: () => void) {
  try {
    const taken = await result
    if (taken.done) close()
    return taken
  } catch (error) {
    close()
    throw error
  }
}

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) act()
    isDone = true
  }
}

function busy(most: number): TransientError {
  const message = `${most} reports are being read already; more would hold too many connections. Try again when one is done.`
  return new TransientError('report.busy', message, { retryAfterMs: RETRY_AFTER_MS })
}
