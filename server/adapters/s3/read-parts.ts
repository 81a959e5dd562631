import type { ByteBody } from '../../domain/object/byte-body.ts'
import type { PartRun } from '../../domain/object/parts.ts'
import type { Loan } from './buffer-pool.ts'
import { bodyOf, type Upload } from './upload.ts'

/** A part of a body, in memory of its own, which whoever gets it gives back. */
export interface ReadPart {
  number: number
  body: readonly Buffer[]
  loan: Loan
}

/** How many parts an object is stored in. */
export function partCountOf({ object, partSizeBytes }: Upload): number {
  return Math.ceil(object.sizeBytes / partSizeBytes)
}

/** All parts of the body. */
export function allParts(upload: Upload): PartRun[] {
  return [{ first: 1, last: partCountOf(upload) }]
}

/** Reads these parts, in order. What does not begin with the first one is read from its place on. */
export async function* readParts(upload: Upload, runs: readonly PartRun[]): AsyncGenerator<ReadPart> {
  if (runs[0]?.first !== 1) upload.object.body.destroy()
  for (const run of runs) yield* readRun(upload, await bodyFrom(upload, run.first), run)
}

async function bodyFrom({ object, partSizeBytes }: Upload, first: number): Promise<ByteBody> {
  if (first === 1) return object.body
  if (object.resumption === undefined) throw new TypeError('Only a whole body is read without a resumption.')
  return await object.resumption.readFrom((first - 1) * partSizeBytes)
}

async function* readRun(upload: Upload, body: ByteBody, { first, last }: PartRun): AsyncGenerator<ReadPart> {
  const { object, pool, partSizeBytes, signal } = upload
  const source = bodyOf(upload, body)
  try {
    for (let number = first; number <= last; number += 1) {
      const sizeBytes = Math.min(partSizeBytes, object.sizeBytes - (number - 1) * partSizeBytes)
      const loan = await pool.take(sizeBytes, signal)
      const part = loan.first(sizeBytes)
      try {
        await source.fill(part)
        if (number === partCountOf(upload)) await source.end()
      } catch (thrown) {
        body.destroy()
        loan.giveBack()
        throw thrown
      }
      yield { number, body: part, loan }
    }
  } finally {
    body.destroy()
  }
}
