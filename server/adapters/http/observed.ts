import { DocliftError } from '../../domain/errors.ts'
import type { RequestSeen } from '../../domain/pace/concurrency.ts'
import type { Answer } from './answer.ts'
import type { OutboundOptions, OutboundRequest } from './outbound.ts'

/** @param isBroken told when the body of the answer breaks off */
type Send = (request: OutboundRequest, isBroken?: () => void) => Promise<Answer>

/**
 * Tells of each request how long its answer took and whether the other side refused to do so much. A body that breaks off is
 * told besides, as a refusal, unless the caller broke it off.
 */
export function observed(send: Send, { observe, errorPrefix }: OutboundOptions): Send {
  if (observe === undefined) return send
  return async (request) => {
    const beganAtMs = performance.now()
    const tell = (isRefused: boolean) =>
      observe({ beganAtMs, endedAtMs: performance.now(), sentBytes: sizeOf(request.body), isRefused })
    try {
      const answer = await send(request, () => request.signal?.aborted || tell(true))
      if (answer.status < 500 || isTurnedAway(answer)) tell(isTurnedAway(answer))
      return answer
    } catch (thrown) {
      if (thrown instanceof DocliftError && thrown.code === `${errorPrefix}.connection`) tell(true)
      throw thrown
    }
  }
}

/** A server that is broken says 500; how much it is asked has nothing to do with it. */
function isTurnedAway({ status }: Answer): boolean {
  return status === 429 || status === 503
}

function sizeOf(body: OutboundRequest['body']): RequestSeen['sentBytes'] {
  if (body === null || body === undefined) return 0
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.length : body.reduce((sum, chunk) => sum + chunk.length, 0)
}
