import { Readable } from 'node:stream'

/**
 * Looks at the start of a stream without losing it.
 * @returns up to `bytes` of its start, and a stream that gives everything from the start on
 */
export async function peek(source: Readable, bytes: number): Promise<{ first: Buffer; body: Readable }> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const head: Buffer[] = []
  let length = 0
  while (length < bytes) {
    const next = await chunks.next()
    if (next.done) break
    head.push(next.value)
    length += next.value.length
  }
  return {
    first: Buffer.concat(head).subarray(0, bytes),
    body: Readable.from(rejoin(head, chunks), { objectMode: false }),
  }
}

async function* rejoin(head: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
