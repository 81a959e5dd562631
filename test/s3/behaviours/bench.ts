import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { S3Server } from '../server.ts'

/** A bucket on the server that is asked, and clients for it. */
export interface Bench {
  server: S3Server
  bucket: string
  /** Sends no checksum that it was not asked for. */
  sdk: S3Client
  /** With the SDK's own settings, which add a CRC32 to what is sent. */
  usualSdk: S3Client
  /** A client with other settings, for what has to be refused; to be destroyed by whoever asked. */
  connect(settings: ConstructorParameters<typeof S3Client>[0]): S3Client
  /** A key that nothing else uses. */
  newKey(): string
  close(): void
}

/** Makes a bucket for checks; it stays, because whoever started the server removes that. */
export async function openBench(server: S3Server): Promise<Bench> {
  const bucket = `checks-${randomUUID()}`
  const connect: Bench['connect'] = (settings) => new S3Client({ ...usualSettings(server), ...settings })
  const sdk = connect({ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' })
  const usualSdk = connect({})
  await sdk.send(new CreateBucketCommand({ Bucket: bucket }))
  const close = () => {
    sdk.destroy()
    usualSdk.destroy()
  }
  return { server, bucket, sdk, usualSdk, connect, newKey: () => randomUUID(), close }
}

function usualSettings({ endpoint, region, accessKeyId, secretAccessKey }: S3Server) {
  const credentials = { accessKeyId, secretAccessKey }
  return { endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1, logger: SILENT }
}

/** The SDK warns of every refused stream; what was refused is told in the table. */
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
