import { Agent as HttpAgent, get as httpGet } from 'node:http'
import { Agent as HttpsAgent, get as httpsGet } from 'node:https'
import type { Readable } from 'node:stream'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { systemClock } from '../../../server/adapters/clock/system-clock.ts'
import { openHttpsSource } from '../../../server/adapters/https/document-source.ts'
import { fixedCredentials } from '../../../server/adapters/s3/assumed-role.ts'
import { openS3Source } from '../../../server/adapters/s3/document-source.ts'
import { openObjectStore } from '../../../server/adapters/s3/object-store.ts'
import type { StoreCapabilities } from '../../../server/domain/object/store-capabilities.ts'
import type { OpenDocumentSource } from '../../../server/ports/document-source.ts'
import type { Endpoints } from './place.ts'

/** One way to copy an object from an address to a key. */
export interface CopySubject {
  copy(url: string, key: string): Promise<void>
  close(): Promise<void>
}

const LARGEST_BYTES = 5 * 1024 ** 3

const SUBJECTS: Readonly<Record<string, (endpoints: Endpoints) => CopySubject | Promise<CopySubject>>> = {
  doclift: openDoclift,
  'doclift+fastest': (endpoints) => openDoclift(endpoints, 'fastest'),
  'aws-sdk': openSdk,
}

/** @throws Error when there is no such subject */
export async function openSubject(name: string, endpoints: Endpoints): Promise<CopySubject> {
  const open = SUBJECTS[name]
  if (!open) throw new Error(`There is no subject "${name}".`)
  return open(endpoints)
}

/** The sink takes everything, so it is treated as a store that was seen to refuse each wrong checksum, like Amazon's. */
const LIKE_AMAZONS: StoreCapabilities = {
  refusesWrong: { objects: ['sha256', 'md5', 'crc32'], parts: ['sha256', 'md5', 'crc32'] },
  keepsExisting: { objects: true, completions: true },
  keepsVersions: false,
}

/** The byte path of a back-up: one GET, one PUT with an attested checksum. */
async function openDoclift(endpoints: Endpoints, checksum: 'sha256' | 'fastest' = 'sha256'): Promise<CopySubject> {
  const source = openSource(endpoints)
  const options = { ...endpoints.store, isPathStyle: true, checksum, capabilities: LIKE_AMAZONS }
  const capabilities = endpoints.sourceBucket === null ? LIKE_AMAZONS : await probe(options)
  const store = openObjectStore({ ...options, capabilities })
  return {
    async copy(url, key) {
      const answer = await source.open({ recordId: '', identifier: null, documentUrl: url, fileName: 'a.pdf' })
      if (answer.kind !== 'found') throw new Error(`The source did not give the object: ${answer.kind}`)
      const { body, fingerprint } = answer.document
      const object = { key, body, sizeBytes: fingerprint.sizeBytes, contentType: 'application/pdf', isCreateOnly: true }
      await store.put(object)
    },
    async close() {
      await Promise.all([source.close(), store.close()])
    },
  }
}

async function probe(options: Parameters<typeof openObjectStore>[0]): Promise<StoreCapabilities> {
  const store = openObjectStore(options)
  return store.probeCapabilities('probe').finally(() => store.close())
}

function openSource({ source, sourceBucket, store }: Endpoints): OpenDocumentSource {
  const maxFileSizeBytes = LARGEST_BYTES
  if (sourceBucket === null) return openHttpsSource({ hosts: [new URL(source).host], maxFileSizeBytes })
  const { endpoint, region } = store
  const buckets = {
    buckets: [sourceBucket],
    isPathStyle: true,
    credentials: fixedCredentials(store),
    mayRestore: false,
  }
  return openS3Source({ endpoint, region, ...buckets, maxFileSizeBytes }, systemClock)
}

/** What a script of a few lines does: a stream in, PutObject out. */
function openSdk({ sourceBucket, store }: Endpoints): CopySubject {
  const { bucket: Bucket, endpoint, region, ...credentials } = store
  const client = new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  const web = webReader(endpoint)
  return {
    async copy(url, key) {
      const opened = sourceBucket === null ? web.read(url) : readObject(client, sourceBucket, url)
      const { body: Body, sizeBytes: ContentLength } = await opened
      await client.send(new PutObjectCommand({ Bucket, Key: key, Body, ContentLength, ContentType: 'application/pdf' }))
    },
    async close() {
      client.destroy()
      web.close()
    },
  }
}

interface Opened {
  body: Readable
  sizeBytes: number
}

async function readObject(client: S3Client, bucket: string, url: string): Promise<Opened> {
  const key = new URL(url).pathname.split('/').slice(2).join('/')
  const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  return { body: Body as Readable, sizeBytes: ContentLength }
}

function webReader(origin: string): { read(url: string): Promise<Opened>; close(): void } {
  const isTls = origin.startsWith('https:')
  const agent = new (isTls ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 64 })
  const get = isTls ? httpsGet : httpGet
  const read = (url: string) =>
    new Promise<Opened>((resolve, reject) => {
      get(url, { agent }, (body) => {
        resolve({ body, sizeBytes: Number(body.headers['content-length']) })
      }).on('error', reject)
    })
  return { read, close: () => agent.destroy() }
}
