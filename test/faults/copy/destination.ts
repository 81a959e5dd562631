import { createHash } from 'node:crypto'
import { ListMultipartUploadsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import type { SandboxInfo } from '../../sandbox/client.ts'

/** What is stored at a key, read whole and past the product. */
export interface StoredObject {
  sha256: string
  /** As it was counted. */
  sizeBytes: number
  /** As its headers say. */
  contentLength: number
  contentType: string
  disposition: string
}

/** The destination as anybody with its credentials sees it. */
export interface Destination {
  /** Null when nothing opens there. */
  read(key: string): Promise<StoredObject | null>
  keys(): Promise<string[]>
  /** Keys of the uploads that nobody completed or aborted. */
  unfinishedUploads(): Promise<string[]>
  close(): void
}

export function openDestination({
  url,
  bucket,
  publicBaseUrl,
  region,
  ...credentials
}: SandboxInfo['store']): Destination {
  const client = new S3Client({ endpoint: url, region, credentials, forcePathStyle: true })
  return {
    read: (key) => readObject(`${publicBaseUrl}/${key.split('/').map(encodeURIComponent).join('/')}`),
    async keys() {
      const keys: string[] = []
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket })) {
        keys.push(...Contents.map(({ Key = '' }) => Key))
      }
      return keys
    },
    async unfinishedUploads() {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      return Uploads.map(({ Key = '' }) => Key)
    },
    close: () => client.destroy(),
  }
}

async function readObject(url: string): Promise<StoredObject | null> {
  const answer = await fetch(url)
  if (!answer.ok || answer.body === null) return null
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of answer.body) {
    hash.update(chunk)
    sizeBytes += chunk.length
  }
  return {
    sha256: hash.digest('hex'),
    sizeBytes,
    contentLength: Number(answer.headers.get('content-length')),
    contentType: answer.headers.get('content-type') ?? '',
    disposition: answer.headers.get('content-disposition') ?? '',
  }
}
