import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, send, sendCut } from '../store/answer.ts'
import { S3Error } from '../store/errors.ts'
import type { VendorFaultName } from './context.ts'

/** What a download is answered that meets a fault. */

/** What the bucket would have done, and how its document gets another version. */
export interface Download {
  answer(): Answer
  revise(): Promise<void>
  message: IncomingMessage
  response: ServerResponse
}

export const LOGIN_PAGE =
  '<!DOCTYPE html>\n<html lang="en"><head><title>Sign in</title></head><body><form><label>User <input name="user"></label></form></body></html>\n'

const RETRY_AFTER = { 'retry-after': '1' }
const SURPLUS_BYTES = 1_000
const DROP_EVERY_MS = 100
const ETAG_OF_NOTHING = '"d41d8cd98f00b204e9800998ecf8427e"'

/** @throws S3Error for the faults that are refusals */
export async function answerDownload(fault: VendorFaultName, download: Download): Promise<void> {
  const { message, response } = download
  switch (fault) {
    case 'slow-down':
      throw new S3Error('SlowDown')
    case 'internal-error':
      throw new S3Error('InternalError')
    case 'forbidden':
      throw new S3Error('AccessDenied')
    case 'expired-link':
      throw new S3Error('AccessDenied', { message: 'Request has expired' })
    case 'missing':
      throw new S3Error('NoSuchKey')
    case 'archived':
      throw new S3Error('InvalidObjectState', { details: { StorageClass: 'GLACIER' } })
    case 'throttled':
      return send(message, response, { status: 429, headers: RETRY_AFTER, body: 'Too many requests' })
    case 'login-page':
      return send(message, response, loginPage())
    case 'connection-reset-before-write':
    case 'connection-reset-after-write':
      return void message.socket.resetAndDestroy()
    case 'changed-midway':
      return sendHalfOfOldVersion(download)
    default:
      return sendBody(fault, download)
  }
}

/** A gateway in front of the bucket that wants a person to log in: success by its status, but not the file. */
export function loginPage(): Answer {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: LOGIN_PAGE }
}

async function sendHalfOfOldVersion({ answer, revise, message, response }: Download): Promise<void> {
  const old = answer()
  // Of what has fewer bytes there is no middle.
  if (Number(old.headers['content-length']) < 2) return send(message, response, old)
  await revise()
  return sendCut(response, old)
}

type OfBodies = Extract<
  VendorFaultName,
  | ('cut-body' | 'reset-in-body' | 'reset-after-body' | 'wrong-length' | 'extra-bytes' | 'no-bytes' | 'slow-drip')
  | ('no-etag' | 'weak-etag' | 'wrong-etag')
>

async function sendBody(fault: OfBodies, { answer, message, response }: Download): Promise<void> {
  const whole = answer()
  const { etag = '', ...unmarked } = whole.headers
  const lengthBytes = Number(whole.headers['content-length'] ?? 0)
  switch (fault) {
    case 'cut-body':
      return sendCut(response, whole)
    case 'reset-in-body':
      return sendCut(response, whole, { isReset: true })
    case 'reset-after-body':
      await sendOpenEnded(response, whole, lengthBytes)
      return void message.socket.resetAndDestroy()
    case 'wrong-length':
      await sendOpenEnded(response, whole, lengthBytes + SURPLUS_BYTES)
      return void message.socket.end()
    case 'extra-bytes':
      await sendOpenEnded(response, whole, lengthBytes)
      return void response.end(Buffer.alloc(SURPLUS_BYTES, 'x'))
    case 'no-bytes':
      return send(message, response, empty(whole))
    case 'slow-drip':
      return sendDrops(response, whole)
    case 'no-etag':
      return send(message, response, { ...whole, headers: unmarked })
    case 'weak-etag':
      return send(message, response, { ...whole, headers: { ...unmarked, etag: `W/${etag}` } })
    case 'wrong-etag':
      return send(message, response, { ...whole, headers: { ...unmarked, etag: `"${randomUUID()}"` } })
  }
}

/** Sends all bytes under an announced length, and leaves the answer open. */
async function sendOpenEnded(response: ServerResponse, { status, headers, body }: Answer, lengthBytes: number) {
  response.writeHead(status, { ...headers, 'content-length': String(lengthBytes) })
  response.flushHeaders()
  if (body instanceof Readable) await pipeline(body, response, { end: false })
}

async function sendDrops(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  if (!(body instanceof Readable)) return
  response.writeHead(status, headers)
  response.flushHeaders()
  for await (const chunk of body as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (response.destroyed) return
      response.write(Buffer.of(byte))
      await wait(DROP_EVERY_MS, undefined, { ref: false })
    }
  }
  response.end()
}

function empty({ status, headers, body }: Answer): Answer {
  if (body instanceof Readable) body.destroy()
  return { status, headers: { ...headers, 'content-length': '0', etag: ETAG_OF_NOTHING } }
}
