import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { S3Error } from './errors.ts'
import { element, formatDocument, type XmlElement } from './xml.ts'

/** What an operation answers; the dispatcher sends it. */
export interface Answer {
  status: number
  headers: Record<string, string>
  /** Text, or a source of chunks whose length the headers state. */
  body?: string | Readable
}

/** An answer without a body. */
export function emptyAnswer(status: number, headers: Record<string, string> = {}): Answer {
  return { status, headers }
}

/** A result document. */
export function xmlAnswer(root: XmlElement, headers: Record<string, string> = {}): Answer {
  const body = formatDocument(root, { hasNamespace: true })
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body }
}

/** The refusal as S3 writes it. Anything but an S3Error is our own fault and becomes InternalError. */
export function errorAnswer(
  error: unknown,
  resource: string,
  requestId: string,
  options: { hasEmptyMessages?: boolean | undefined } = {},
): Answer {
  const refusal = error instanceof S3Error ? error : new S3Error('InternalError')
  const details = Object.entries(refusal.details).map(([name, value]) => element(name, value))
  const root = element('Error', [
    element('Code', refusal.code),
    element('Message', options.hasEmptyMessages ? '' : refusal.message),
    ...details,
    element('Resource', resource),
    element('RequestId', requestId),
    element('HostId', hostIdOf(requestId)),
  ])
  const body = formatDocument(root, { hasNamespace: false })
  return { status: refusal.status, headers: { 'content-type': 'application/xml', ...refusal.headers }, body }
}

export function newRequestId(): string {
  return randomBytes(8).toString('hex').toUpperCase()
}

/** The other id of a request, which S3 calls `x-amz-id-2` in headers and HostId in documents. */
export function hostIdOf(requestId: string): string {
  return createHash('sha512').update(requestId).digest().subarray(0, 57).toString('base64')
}

/**
 * Sends an answer. Bodies are left out for HEAD, 204 and 304; a body the client still sends is read and thrown away, so
 * that it sees the answer instead of a reset connection.
 */
export async function send(message: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  message.resume()
  const { body } = answer
  const length = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {}
  response.writeHead(answer.status, { ...length, ...answer.headers })
  if (body instanceof Readable && message.method !== 'HEAD') await pipeline(body, response)
  else response.end(message.method === 'HEAD' ? undefined : (body as string | undefined))
}

/** Sends the headers and half of the body, then ends the connection, or resets it. */
export async function sendCut(
  response: ServerResponse,
  answer: Answer,
  { isReset = false }: { isReset?: boolean } = {},
): Promise<void> {
  const { body = '', headers } = answer
  const whole = body instanceof Readable ? Number(headers['content-length']) : Buffer.byteLength(body)
  response.writeHead(answer.status, { ...headers, 'content-length': String(whole) })
  response.flushHeaders()
  let left = Math.floor(whole / 2)
  for await (const chunk of (body instanceof Readable ? body : [Buffer.from(body)]) as AsyncIterable<Buffer>) {
    const piece = chunk.subarray(0, left)
    left -= piece.length
    if (piece.length > 0) await new Promise<void>((resolve) => response.write(piece, () => resolve()))
    if (left === 0) break
  }
  if (isReset) response.socket?.resetAndDestroy()
  else response.destroy()
}
