import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { createSigner, UNSIGNED_PAYLOAD } from '../../../server/adapters/s3/sign.ts'
import type { Bench } from './bench.ts'

export interface HandMade {
  method: string
  key: string
  headers?: Record<string, string>
  body?: string
  /** In the place of the body's SHA-256. */
  payloadHash?: string
}

/** Sends a signed request of one object that the SDK would not send. */
export function sendByHand(bench: Bench, request: HandMade): Promise<Response> {
  const { url, headers } = sign(bench, request)
  return fetch(url, { method: request.method, headers, body: request.body ?? null })
}

/** Sends the head of a PUT that promises more bytes than come, then closes; what came back until then. */
export async function sendCutShort(bench: Bench, key: string, promisedBytes: number, body: string): Promise<string> {
  const { url, headers } = sign(bench, { method: 'PUT', key })
  const { hostname, port, host, pathname } = new URL(url)
  const all = { host, 'content-length': String(promisedBytes), connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  const answer = text(socket).catch(() => '')
  socket.end(`PUT ${pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
  return answer
}

function sign({ server, bucket }: Bench, { method, key, headers = {}, payloadHash = UNSIGNED_PAYLOAD }: HandMade) {
  const url = `${server.endpoint}/${bucket}/${key}`
  const { host, pathname } = new URL(url)
  const signer = createSigner(server, server.region)
  return { url, headers: signer({ method, host, path: pathname, query: '', headers, payloadHash }, new Date()) }
}
