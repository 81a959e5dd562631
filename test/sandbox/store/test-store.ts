import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { PersonalityName } from './personalities.ts'
import { encodePath, formatAmzDate, scopeOf, signatureOf } from './signature.ts'
import { type RunningStore, startStore } from './store.ts'

export const BUCKET = 'archive'
export const REGION = 'eu-central-1'
export const CREDENTIALS = { accessKeyId: 'SANDBOXKEY', secretAccessKey: 'a secret for tests' }

/** A store in a folder of its own, with the AWS SDK pointed at it. */
export interface TestStore extends Omit<RunningStore, 'stop'> {
  /** Sends and wants a checksum only where it has to. */
  client: S3Client
  /** As the SDK is without any settings: a CRC-32 goes with every body, behind it when it is a stream. */
  defaultClient: S3Client
  home: string
  /** Stops the store and starts another on the same folder. */
  restart(): Promise<void>
  dispose(): Promise<void>
}

export interface TestStoreOptions {
  nowMs?: () => number
  personalities?: readonly PersonalityName[]
}

export async function startTestStore(options: TestStoreOptions = {}): Promise<TestStore> {
  const home = await mkdtemp(join(tmpdir(), 'doclift-store-'))
  const start = (port: number) =>
    startStore({ home, port, region: REGION, credentials: CREDENTIALS, publicBucket: BUCKET, ...options })
  let store = await start(0)
  const where: S3ClientConfig = {
    ...{ endpoint: store.url, region: REGION, credentials: CREDENTIALS },
    ...{ forcePathStyle: true, maxAttempts: 1 },
  }
  const whenRequired = 'WHEN_REQUIRED'
  const client = new S3Client({
    ...where,
    requestChecksumCalculation: whenRequired,
    responseChecksumValidation: whenRequired,
  })
  const defaultClient = new S3Client(where)
  return {
    url: store.url,
    port: store.port,
    publicBaseUrl: store.publicBaseUrl,
    get control() {
      return store.control
    },
    client,
    defaultClient,
    home,
    restart: async () => {
      await store.stop()
      store = await start(store.port)
    },
    dispose: async () => {
      client.destroy()
      defaultClient.destroy()
      await store.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** A request made by hand, so that it can be wrong in one place. */
export interface HandMade {
  method: string
  path: string
  query?: [string, string][]
  body?: string | Buffer
  headers?: Record<string, string>
  /** In the place of the body's SHA-256. */
  payloadHash?: string
  /** Sent, but left out of the signature. */
  unsignedHeaders?: Record<string, string>
  credentials?: typeof CREDENTIALS
  region?: string
  atMs?: number
}

/** The URL and the signed headers of a request. */
export function signByHand(storeUrl: string, request: HandMade): { url: string; headers: Record<string, string> } {
  const { method, path, query = [], credentials = CREDENTIALS, region = REGION } = request
  const payloadHash = request.payloadHash ?? sha256Hex(request.body ?? '')
  const amzDate = formatAmzDate(request.atMs ?? Date.now())
  const { host } = new URL(storeUrl)
  const signed = { host, 'x-amz-content-sha256': payloadHash, 'x-amz-date': amzDate, ...request.headers }
  const headers = Object.entries(signed).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const parts = { method, path, query, headers, payloadHash, amzDate, region }
  const signature = signatureOf(parts, credentials.secretAccessKey)
  const credential = `${credentials.accessKeyId}/${scopeOf(amzDate.slice(0, 8), region)}`
  const names = headers.map(([name]) => name).join(';')
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`
  const search = query.length > 0 ? `?${new URLSearchParams(query)}` : ''
  return {
    url: storeUrl + encodePath(path) + search,
    headers: { ...signed, ...request.unsignedHeaders, authorization },
  }
}

/** Sends a request made by hand. */
export async function sendByHand(storeUrl: string, request: HandMade) {
  const { url, headers } = signByHand(storeUrl, request)
  const response = await fetch(url, { method: request.method, headers, body: request.body ?? null })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

/** What a call of the SDK was refused with, as `400 BadDigest`, or `no refusal`. */
export function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'no refusal',
    ({ name, $metadata }: { name: string; $metadata?: { httpStatusCode?: number } }) =>
      `${$metadata?.httpStatusCode} ${name}`,
  )
}

export function sha256Hex(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The Code of an error document. */
export function codeOf(xml: string): string | undefined {
  return /<Code>([^<]+)<\/Code>/.exec(xml)?.[1]
}
