import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import { openObjectStore } from '../../server/adapters/s3/object-store.ts'
import type { StoreCapabilities } from '../../server/domain/object/checksum.ts'
import { startSandbox } from '../sandbox/client.ts'
import { describeObjectStore, type ObjectStoreSubject } from './object-store.suite.ts'

const STRICT: StoreCapabilities = { refusesWrongSha256: true, refusesWrongMd5: true }

describeObjectStore("the S3 adapter on the sandbox's store", async (): Promise<ObjectStoreSubject> => {
  const home = await mkdtemp(join(tmpdir(), 'doclift-contract-'))
  const sandbox = await startSandbox({ home, records: 10 })
  const { url: endpoint, publicBaseUrl: _, ...rest } = sandbox.info.store
  const options = { endpoint, isPathStyle: true, ...rest }
  const { accessKeyId, secretAccessKey, region, bucket } = rest
  const sdk = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } })
  return {
    open: (capabilities = STRICT) => openObjectStore({ ...options, capabilities }),
    capabilities: STRICT,
    countOpenUploads: async () => {
      const { Uploads = [] } = await sdk.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      return Uploads.length
    },
    stop: async () => {
      sdk.destroy()
      await sandbox.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
})
