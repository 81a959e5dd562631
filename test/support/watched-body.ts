import { type ByteBody, bodyOfChunks } from '../../server/domain/object/byte-body.ts'

export interface WatchedBody extends ByteBody {
  isDestroyed: boolean
}

/** A body that tells whether whoever got it has let it go. */
export function watchedBody(chunks: Iterable<Buffer> | AsyncIterable<Buffer>): WatchedBody {
  const body = bodyOfChunks(chunks)
  const watched: WatchedBody = {
    isDestroyed: false,
    readInto: (target) => body.readInto(target),
    destroy: () => {
      watched.isDestroyed = true
      body.destroy()
    },
  }
  return watched
}
