import { S3Client } from '@aws-sdk/client-s3'
import { encodeKey } from '../../domain/object/location.ts'
import { AS_THE_STORE_DOES, type ObjectStorage } from '../../domain/object/storage.ts'
import type { RequestSeen } from '../../domain/pace/concurrency.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Answer } from '../http/answer.ts'
import { type Outbound, openOutbound } from '../http/outbound.ts'
import { parseRetryAfter } from '../http/retry-after.ts'
import { errorCodeOf, quoteKey, sdkError, storeError } from './errors.ts'
import { payloadHashOf } from './request-checksum.ts'
import { sdkTransport } from './sdk-transport.ts'
import { type Credentials, canonicalQuery, createSigner } from './sign.ts'

export interface BucketOptions extends Credentials {
  /** Scheme, host, port and, for gateways, a base path; AWS in the region when null or left out. */
  endpoint?: string | null | undefined
  region: string
  bucket: string
  /** Whether the bucket stands in the path instead of the host name. */
  isPathStyle: boolean
  /** Hosts requests may go to; the store's own alone when left out. */
  allowedHosts?: readonly string[]
  /** How the store is asked to keep objects; as it does by itself when left out. */
  storage?: ObjectStorage
  /** Told of each request that says how much the store can do. */
  observe?: (seen: RequestSeen) => void
}

export interface ByteRequest {
  method: 'GET' | 'PUT'
  key: string
  query?: readonly (readonly [string, string])[]
  headers?: Readonly<Record<string, string>>
  /** Chunks of the body, in order. */
  body?: readonly Buffer[]
  signal?: AbortSignal | undefined
}

/** One bucket of one store, spoken to in two ways: own requests for bytes, the AWS SDK for everything else. */
export interface BucketClient {
  readonly bucket: string
  /** Bucket and endpoint, for people. */
  readonly name: string
  /** How every object is to be kept. */
  readonly storage: ObjectStorage
  /** Sends one signed request; anything but a 2xx answer is thrown as `storeError` says. Nothing is retried. */
  send(request: ByteRequest): Promise<Answer>
  /**
   * Runs one SDK command; what it throws is mapped like the answers of `send`.
   * @param action what it does, for people
   */
  control<Output>(action: string, run: (sdk: S3Client) => Promise<Output>): Promise<Output>
  close(): Promise<void>
}

/** Enough for every error document; the rest of a longer one is not read. */
const ERROR_DOCUMENT_BYTES = 16 * 1024

export function openBucket(options: BucketOptions, clock: Pick<Clock, 'now'>): BucketClient {
  const address = addressOf(options)
  const outbound = openOutbound({
    allowedHosts: options.allowedHosts ?? [address.host],
    errorPrefix: 's3',
    observe: options.observe,
  })
  const sdk = openSdk(options, outbound)
  const sign = createSigner(options, options.region)
  const name = `bucket ${options.bucket} at ${new URL(address.endpoint).host}`

  const send = async (request: ByteRequest): Promise<Answer> => {
    const { method, body: chunks, signal } = request
    // The usual small object is one chunk, which needs no stream.
    const body = chunks && chunks.length < 2 ? (chunks[0] ?? '') : (chunks ?? null)
    const path = `${address.basePath}/${encodeKey(request.key)}`
    const query = canonicalQuery(request.query ?? [])
    const signable = { method, host: address.host, path, query, headers: request.headers ?? {} }
    const headers = sign({ ...signable, payloadHash: payloadHashOf(signable.headers) }, clock.now())
    const pathAndQuery = query === '' ? path : `${path}?${query}`
    const answer = await outbound.request({ method, origin: address.origin, path: pathAndQuery, headers, body, signal })
    if (answer.status >= 200 && answer.status < 300) return answer
    throw await refusalOf(answer, name, `${method} ${quoteKey(request.key)}`, clock.now())
  }

  return {
    bucket: options.bucket,
    name,
    storage: options.storage ?? AS_THE_STORE_DOES,
    send,
    control: async (action, run) => {
      try {
        // The SDK signs with the time of the machine plus this.
        sdk.config.systemClockOffset = clock.now().getTime() - Date.now()
        return await run(sdk)
      } catch (thrown) {
        throw sdkError(thrown, name, action)
      }
    },
    close: async () => {
      sdk.destroy()
      await outbound.close()
    },
  }
}

async function refusalOf(answer: Answer, store: string, action: string, now: Date): Promise<Error> {
  const document = await answer.text(ERROR_DOCUMENT_BYTES).catch(() => '')
  const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], now)
  return storeError({ store, action, status: answer.status, errorCode: errorCodeOf(document), retryAfterMs })
}

/** Where a bucket answers: its host, and what comes before each key. */
export function addressOf(options: Pick<BucketOptions, 'endpoint' | 'region' | 'bucket' | 'isPathStyle'>) {
  const endpoint = new URL(endpointOf(options))
  const host = options.isPathStyle ? endpoint.host : `${options.bucket}.${endpoint.host}`
  const basePath = endpoint.pathname.replace(/\/+$/, '') + (options.isPathStyle ? `/${options.bucket}` : '')
  return { endpoint: endpoint.href, host, origin: `${endpoint.protocol}//${host}`, basePath }
}

function endpointOf(options: Pick<BucketOptions, 'endpoint' | 'region'>): string {
  return options.endpoint ?? `https://s3.${options.region}.amazonaws.com`
}

function openSdk(options: BucketOptions, outbound: Outbound): S3Client {
  const { region, accessKeyId, secretAccessKey, sessionToken } = options
  return new S3Client({
    region,
    endpoint: endpointOf(options),
    forcePathStyle: options.isPathStyle,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    requestHandler: sdkTransport(outbound),
    maxAttempts: 1,
    // Several stores refuse the SDK's default trailers with 411 or 501 (s3-copy.md A).
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}
