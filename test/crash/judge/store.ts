import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { encodeKey } from '../../../server/domain/object/location.ts'
import type { World } from '../world.ts'

/** Below it lie objects of Doclift's own: its stamp, its probes and its exports. */
const OWN = '/_doclift/'
/** Below it lies what a preflight asks the store with. A probe that is killed leaves an upload to the housekeeping of Doclift. */
const PROBES = '/_doclift/probe/'

/** The store holds what the ledger knows, each object written once, and nothing half-done is paid for. */
export async function judgeStore(world: World): Promise<string[]> {
  const { known, keys, uploads } = await readStore(world)
  const repeated = (await world.sandbox.store.repeatedKeys()).filter((key) => !key.includes(OWN))
  const strangers = keys.filter((key) => !key.includes(OWN) && !known.has(key))
  const missing = [...known].filter((key) => !keys.includes(key))
  return [
    ...uploads.filter((key) => !key.includes(PROBES)).map((key) => `an upload of ${key} was never ended`),
    ...repeated.map((key) => `${key} was stored more than once`),
    ...strangers.map((key) => `${key} is in the store and no record knows it`),
    ...missing.map((key) => `${key} is in the ledger and not in the store`),
  ]
}

/** Where objects are that may not be sent again, as a request names them. */
export async function pathsOfVerified({ rows, sandbox }: World): Promise<string[]> {
  const verified = await rows<{ key: string }>(
    "select object_key as key from file_records where copy_state = 'verified'",
  )
  return verified.map(({ key }) => `/${sandbox.info.store.bucket}/${encodeKey(key)}`)
}

async function readStore({ rows, sandbox }: World) {
  const { url: endpoint, region, bucket: Bucket, accessKeyId, secretAccessKey } = sandbox.info.store
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  try {
    const objects = await client.send(new ListObjectsV2Command({ Bucket }))
    const uploads = await client.send(new ListMultipartUploadsCommand({ Bucket }))
    const known = await rows<{ key: string }>('select object_key as key from file_records where object_key is not null')
    return {
      known: new Set(known.map(({ key }) => key)),
      keys: (objects.Contents ?? []).flatMap(({ Key }) => Key ?? []),
      uploads: (uploads.Uploads ?? []).flatMap(({ Key }) => Key ?? []),
    }
  } finally {
    client.destroy()
  }
}
