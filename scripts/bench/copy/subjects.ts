import { Agent as HttpAgent, get as httpGet } from 'node:http'
import { Agent as HttpsAgent, get as httpsGet } from 'node:https'
import type { Readable } from 'node:stream'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { openHttpsSource } from '../../../server/adapters/https/document-source.ts'
import { openObjectStore } from '../../../server/adapters/s3/object-store.ts'

/** One way to copy an object from an address to a key. */
export interface CopySubject {
  copy(url: string, key: string): Promise<void>
  close(): Promise<void>
}

const CREDENTIALS = { accessKeyId: 'bench', secretAccessKey: 'bench secret' }
const BUCKET = 'sink'
const REGION = 'us-east-1'
const LARGEST_BYTES = 5 * 1024 ** 3

const SUBJECTS: Readonly<Record<string, (origin: string) => CopySubject>> = {
  doclift: openDoclift,
  'aws-sdk': openSdk,
}

/** @param origin of source and sink */
export async function openSubject(name: string, origin: string): Promise<CopySubject> {
  const open = SUBJECTS[name]
  if (!open) throw new Error(`There is no subject "${name}".`)
  return open(origin)
}

/** The byte path of a back-up: one GET, one PUT with an attested checksum. */
function openDoclift(origin: string): CopySubject {
  const { host } = new URL(origin)
  const source = openHttpsSource({ hosts: [host], maxFileSizeBytes: LARGEST_BYTES })
  const store = openObjectStore({
    endpoint: origin,
    region: REGION,
    bucket: BUCKET,
    isPathStyle: true,
    ...CREDENTIALS,
    // As a store that was seen to refuse a wrong SHA-256, like Amazon's.
    capabilities: {
      refusesWrong: { objects: ['sha256'], parts: ['sha256'] },
      keepsExisting: { objects: true, completions: true },
      keepsVersions: false,
    },
  })
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

/** What a script of a few lines does: a stream in, PutObject out. */
function openSdk(origin: string): CopySubject {
  const agent = origin.startsWith('https:') ? HttpsAgent : HttpAgent
  const source = new agent({ keepAlive: true, maxSockets: 64 })
  const client = new S3Client({
    endpoint: origin,
    region: REGION,
    credentials: CREDENTIALS,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  return {
    async copy(url, key) {
      const { body, sizeBytes } = await get(url, source)
      await client.send(
        new PutObjectCommand({
          Bucket: BUCKET,
          Key: key,
          Body: body,
          ContentLength: sizeBytes,
          ContentType: 'application/pdf',
        }),
      )
    },
    async close() {
      client.destroy()
      source.destroy()
    },
  }
}

function get(url: string, agent: HttpAgent): Promise<{ body: Readable; sizeBytes: number }> {
  const request = url.startsWith('https:') ? httpsGet : httpGet
  return new Promise((resolve, reject) => {
    request(url, { agent }, (body) => {
      resolve({ body, sizeBytes: Number(body.headers['content-length']) })
    }).on('error', reject)
  })
}
