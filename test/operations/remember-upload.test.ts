import { expect, test } from 'vitest'
import { rememberUpload } from '../../server/operations/remember-upload.ts'
import type { HeldBatch } from '../../server/ports/tracking/batches.ts'
import type { UploadStore } from '../../server/ports/tracking/uploads.ts'
import type { NotedPart } from '../../server/ports/upload-memory.ts'

const part = (number: number): NotedPart => ({ number, etag: `etag-${number}`, digest: '00' })

/** A memory whose writes end when the test says so. */
function slowMemory() {
  const writes: { numbers: number[]; end(): void; fail(error: Error): void }[] = []
  const noteParts: UploadStore['noteParts'] = (_held, _recordId, parts) =>
    new Promise<void>((end, fail) => writes.push({ numbers: parts.map(({ number }) => number), end, fail }))
  const ports = { tracking: { noteParts } as UploadStore, clock: { now: () => new Date(0) } as never }
  return { writes, memory: rememberUpload(ports, {} as HeldBatch, { recordId: 'r', sourceFingerprint: 'f' }) }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('parts that come while one is written down are written down together, and none counts before it is', async () => {
  const { writes, memory } = slowMemory()
  const noted: number[] = []
  const note = (number: number) => memory.note(part(number)).then(() => noted.push(number))
  const first = note(1)
  await settle()
  const others = [note(2), note(3)]
  await settle()
  expect(writes.map(({ numbers }) => numbers)).toEqual([[1]])
  writes[0]?.end()
  await first
  await settle()
  expect(writes.map(({ numbers }) => numbers)).toEqual([[1], [2, 3]])
  expect(noted).toEqual([1])
  writes[1]?.end()
  await Promise.all(others)
  expect(noted).toEqual([1, 2, 3])
})

test('a part that cannot be written down fails alone, and those that came meanwhile are written', async () => {
  const { writes, memory } = slowMemory()
  const first = memory.note(part(1))
  await settle()
  const second = memory.note(part(2))
  writes[0]?.fail(new Error('The batch was taken over.'))
  await expect(first).rejects.toThrow('taken over')
  await settle()
  writes[1]?.end()
  await second
  expect(writes.map(({ numbers }) => numbers)).toEqual([[1], [2]])
})
