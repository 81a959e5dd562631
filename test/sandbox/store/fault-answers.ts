import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, send, sendCut } from './answer.ts'
import { S3Error } from './errors.ts'
import type { Fault } from './faults.ts'

const USUAL_DELAY_MS = 1_000

/**
 * Lets a request meet a fault.
 * @param run does what the request asks for, with its own bytes or with damaged ones
 * @throws S3Error for the faults that are refusals
 */
export async function answerWithFault(
  fault: Fault,
  run: (isDamaged?: boolean) => Promise<Answer>,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch (fault.with) {
    case 'slow-down':
      throw new S3Error('SlowDown')
    case 'internal-error':
      throw new S3Error('InternalError')
    case 'expired-credentials':
      throw new S3Error('ExpiredToken')
    case 'access-denied':
      throw new S3Error('AccessDenied')
    case 'key-refused':
      throw new S3Error('KeyTooLongError')
    case 'connection-reset-before-write':
      return reset(message)
    case 'connection-cut-in-request':
      await readHalf(message)
      return reset(message)
    case 'connection-reset-after-write':
      release(await run())
      return reset(message)
    case 'connection-cut-in-answer':
      return cutInHeaders(message, await run())
    case 'cut-body':
      return sendCut(response, await run())
    case 'slow-answer':
      return sendSlowly(fault, message, response, await run())
    case 'damaged-body':
      return send(message, response, await run(true))
  }
}

function reset(message: IncomingMessage): void {
  message.socket.resetAndDestroy()
}

/** An answer that is not sent holds an open file. */
function release({ body }: Answer): void {
  if (body instanceof Readable) body.destroy()
}

async function readHalf(message: IncomingMessage): Promise<void> {
  const half = Number(message.headers['content-length'] ?? 0) / 2
  let read = 0
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    read += chunk.length
    if (read >= half) return
  }
}

function cutInHeaders(message: IncomingMessage, answer: Answer): void {
  release(answer)
  message.socket.end(`HTTP/1.1 ${answer.status} OK\r\nx-amz-id-2: cut-of`)
}

async function sendSlowly(fault: Fault, message: IncomingMessage, response: ServerResponse, answer: Answer) {
  await delay(fault.delayMs ?? USUAL_DELAY_MS, undefined, { ref: false })
  await send(message, response, answer)
}
