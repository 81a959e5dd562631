import { openObjectStore } from '../../../server/adapters/s3/object-store.ts'
import { bodyOfChunks } from '../../../server/domain/object/byte-body.ts'
import { peakResidentBytes } from '../../../server/http/peak-memory.ts'

/**
 * A process that puts objects side by side and prints its peak resident memory in bytes. It is given the options of the store,
 * the number of objects and their size as JSON.
 */
const { options, objects, sizeBytes } = JSON.parse(process.argv[2] ?? '{}')
const store = openObjectStore(options)
const chunk = Buffer.alloc(65_536, 'bytes ')

function* chunks() {
  for (let left = sizeBytes; left > 0; left -= chunk.length)
    yield Buffer.from(chunk.subarray(0, Math.min(left, chunk.length)))
}

const put = (at: number) =>
  store.put({ key: `memory/${at}`, body: bodyOfChunks(chunks()), sizeBytes, contentType: 'text/plain' })
await Promise.all(Array.from({ length: objects }, (_, at) => put(at)))
console.log(peakResidentBytes())
await store.close()
