import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { S3Error } from './errors.ts'
import { readJson, writeJson } from './json-files.ts'
import { type ObjectFiles, openObjectFiles } from './objects.ts'

export interface BucketSettings {
  name: string
  createdAt: string
  /** Anybody may get and head an object without a signature; everything else still needs one. */
  isPublic: boolean
}

export interface Bucket extends BucketSettings {
  objects: ObjectFiles
  /** Where multipart uploads in progress are kept. */
  uploadsFolder: string
}

export interface Buckets {
  /** @throws S3Error NoSuchBucket */
  find(name: string): Bucket
  /** @throws S3Error InvalidBucketName, BucketAlreadyOwnedByYou */
  create(name: string, options: { isPublic: boolean }): Promise<Bucket>
  all(): readonly Bucket[]
}

/** Amazon's naming rules, without the reserved prefixes. */
const NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9]|[.-](?![.-]))+[a-z0-9]$/

/** Opens every bucket under a folder. */
export async function openBuckets(folder: string): Promise<Buckets> {
  await mkdir(folder, { recursive: true })
  const buckets = new Map<string, Bucket>()
  for (const name of await readdir(folder)) {
    const settings = await readJson<BucketSettings>(join(folder, name, 'bucket.json'))
    if (settings) buckets.set(name, openBucket(folder, settings))
  }

  const create: Buckets['create'] = async (name, { isPublic }) => {
    if (!NAME.test(name) || name.length > 63) throw new S3Error('InvalidBucketName', { details: { BucketName: name } })
    if (buckets.has(name)) throw new S3Error('BucketAlreadyOwnedByYou', { details: { BucketName: name } })
    const settings = { name, createdAt: new Date().toISOString(), isPublic }
    const bucket = openBucket(folder, settings)
    buckets.set(name, bucket)
    await mkdir(join(folder, name, 'objects'), { recursive: true })
    await mkdir(bucket.uploadsFolder, { recursive: true })
    await writeJson(join(folder, name, 'bucket.json'), settings)
    return bucket
  }

  const find: Buckets['find'] = (name) => {
    const bucket = buckets.get(name)
    if (bucket === undefined) throw new S3Error('NoSuchBucket', { details: { BucketName: name } })
    return bucket
  }
  return { find, create, all: () => [...buckets.values()] }
}

function openBucket(folder: string, settings: BucketSettings): Bucket {
  const root = join(folder, settings.name)
  return { ...settings, objects: openObjectFiles(join(root, 'objects')), uploadsFolder: join(root, 'uploads') }
}
