import { encodeKey } from '../../domain/object/location.ts'
import type { RequestSeen } from '../../domain/pace/concurrency.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Answer } from '../http/answer.ts'
import { openOutbound } from '../http/outbound.ts'
import type { CredentialsProvider } from './assumed-role.ts'
import { addressOf } from './client.ts'
import { createSigner, type Sign, sha256Hex, UNSIGNED_PAYLOAD } from './sign.ts'

/** One object of a bucket that documents come from. */
export interface SourceObject {
  bucket: string
  key: string
}

export interface SourceRequest {
  method: 'GET' | 'POST'
  /** As it is signed and sent; none when left out. */
  query?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  signal: AbortSignal | undefined
}

/** Signed requests for objects of the source's buckets. Any status is an answer; redirects are not followed. */
export interface SourceRequests {
  /** @throws TransientError `source.connection`, and what the credentials throw */
  send(object: SourceObject, request: SourceRequest): Promise<Answer>
  close(): Promise<void>
}

interface Options {
  endpoint: string | null
  region: string
  buckets: readonly string[]
  isPathStyle: boolean
  credentials: CredentialsProvider
  observe?: (seen: RequestSeen) => void
}

export function openSourceRequests(options: Options, clock: Pick<Clock, 'now'>): SourceRequests {
  const hosts = options.buckets.map((bucket) => addressOf({ ...options, bucket }).host)
  const outbound = openOutbound({ allowedHosts: hosts, errorPrefix: 'source', observe: options.observe })
  const signer = signerOf(options)
  return {
    async send({ bucket, key }, { method, query = '', headers = {}, body, signal }) {
      const { host, origin, basePath } = addressOf({ ...options, bucket })
      const path = `${basePath}/${encodeKey(key)}`
      const payloadHash = body === undefined ? UNSIGNED_PAYLOAD : sha256Hex(body)
      const sign = await signer()
      const signed = sign({ method, host, path, query, headers, payloadHash }, clock.now())
      return await outbound.request({
        method,
        origin,
        path: query === '' ? path : `${path}?${query}`,
        headers: { ...signed, 'accept-encoding': 'identity' },
        body: body ?? null,
        signal,
      })
    },
    close: async () => void (await Promise.all([outbound.close(), options.credentials.close()])),
  }
}

/** A signer keeps the key of the day, so it is made anew only for other credentials. */
function signerOf({ credentials, region }: Options): () => Promise<Sign> {
  let made: { accessKeyId: string; sign: Sign } | undefined
  return async () => {
    const current = await credentials.current()
    if (made?.accessKeyId !== current.accessKeyId) {
      made = { accessKeyId: current.accessKeyId, sign: createSigner(current, region) }
    }
    return made.sign
  }
}
