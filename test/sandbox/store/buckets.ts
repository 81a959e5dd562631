import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { S3Error } from './errors.ts'
import { readJson, writeJson } from './json-files.ts'
import { createLocks, type Locks } from './locks.ts'
import { type ObjectFiles, openObjectFiles, type Versioning } from './objects.ts'
import type { PersonalityHolder } from './personalities.ts'

export interface BucketSettings {
  name: string
  createdAt: string
  /** Anybody may get and head an object without a signature; everything else still needs one. */
  isPublic: boolean
  versioning: Versioning
}

export interface Bucket extends Omit<BucketSettings, 'versioning'> {
  objects: ObjectFiles
  /** As it was set; `Off` in a store without versions. */
  versioning(): Versioning
  setVersioning(versioning: Versioning): Promise<void>
  /** Of multipart uploads, by their ids. */
  uploadLocks: Locks
  /** Where multipart uploads in progress are kept. */
  uploadsFolder: string
}

export interface Buckets {
  /** @throws S3Error NoSuchBucket */
  find(name: string): Bucket
  /** @throws S3Error InvalidBucketName, BucketAlreadyOwnedByYou */
  create(name: string, options: { isPublic: boolean; versioning: Versioning }): Promise<Bucket>
  all(): readonly Bucket[]
}

/** Amazon's naming rules, without the reserved prefixes. */
const NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9]|[.-](?![.-]))+[a-z0-9]$/

/** For a bucket whose settings do not say. */
const DEFAULTS = { versioning: 'Enabled' } as const

/** Opens every bucket under a folder. */
export async function openBuckets(folder: string, personality: PersonalityHolder): Promise<Buckets> {
  await mkdir(folder, { recursive: true })
  const buckets = new Map<string, Bucket>()
  for (const name of await readdir(folder)) {
    const settings = await readJson<BucketSettings>(join(folder, name, 'bucket.json'))
    if (settings) buckets.set(name, openBucket(folder, { ...DEFAULTS, ...settings }, personality))
  }

  const create: Buckets['create'] = async (name, options) => {
    if (!NAME.test(name) || name.length > 63) throw new S3Error('InvalidBucketName', { details: { BucketName: name } })
    if (buckets.has(name)) throw new S3Error('BucketAlreadyOwnedByYou', { details: { BucketName: name } })
    const settings = { name, createdAt: new Date().toISOString(), ...options }
    const bucket = openBucket(folder, settings, personality)
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

function openBucket(folder: string, settings: BucketSettings, personality: PersonalityHolder): Bucket {
  const root = join(folder, settings.name)
  let current = settings
  const versioning = () => (personality.traits.hasNoVersions ? 'Off' : current.versioning)
  return {
    ...settings,
    objects: openObjectFiles(join(root, 'objects'), versioning),
    versioning,
    setVersioning: async (chosen) => {
      current = { ...current, versioning: chosen }
      await writeJson(join(root, 'bucket.json'), current)
    },
    uploadsFolder: join(root, 'uploads'),
    uploadLocks: createLocks(),
  }
}
