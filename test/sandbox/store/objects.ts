import { createHash, randomBytes } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readJson, writeJson } from './json-files.ts'
import { createKeyIndex } from './key-index.ts'
import { createLocks } from './locks.ts'
import type { StorageHeaders } from './storage-headers.ts'
import type { Tags } from './tags.ts'

/** What a write says of an object besides its bytes. */
export interface ObjectDescription {
  /** Content type, disposition and the like, lower-case names. */
  contentHeaders: Record<string, string>
  /** Without the prefix `x-amz-meta-`. */
  userMetadata: Record<string, string>
  storageHeaders: StorageHeaders
  tags: Tags
}

/** What is stored beside the bytes. */
export interface ObjectFacts extends ObjectDescription {
  sizeBytes: number
  /** Quoted. */
  etag: string
  /** Checksum headers by name; empty when the client asked for none. */
  checksums: Record<string, string>
  /** Of an object that was uploaded in parts. */
  parts?: readonly ObjectPart[]
}

export interface ObjectPart {
  partNumber: number
  sizeBytes: number
  /** Base64, of the object's algorithm; undefined when it has none. */
  checksum: string | undefined
}

export interface ObjectVersion extends ObjectFacts {
  /** `null` when it was written without versioning. */
  versionId: string
  /** The name of its bytes on disk, which nothing else ever has. */
  dataId: string
  modifiedAt: string
  isDeleteMarker: boolean
}

/** As S3 names it, and `Off` for a bucket that never had versions. */
export type Versioning = 'Off' | 'Enabled' | 'Suspended'

/** The objects of one bucket. Keys are byte-exact and never used as file names: a file is named by the key's hash. */
export interface ObjectFiles {
  /** The current version, a delete marker included, or undefined. */
  current(key: string): Promise<ObjectVersion | undefined>
  /** Every version, newest first. */
  versions(key: string): Promise<readonly ObjectVersion[]>
  dataFile(key: string, version: ObjectVersion): string
  /**
   * Makes the temporary file the newest version. `assertMayWrite` sees the current object (no delete marker) under the
   * key's lock, and its exception leaves everything as it was.
   */
  commit(key: string, temporaryFile: string, facts: ObjectFacts, assertMayWrite: Guard): Promise<ObjectVersion>
  /** Adds a delete marker; where the bucket has no versions, removes the object and gives undefined. */
  remove(key: string, assertMayWrite: Guard): Promise<ObjectVersion | undefined>
  /** Removes one version for good; undefined when there is none of this id. */
  removeVersion(key: string, versionId: string): Promise<ObjectVersion | undefined>
  /** Replaces the tags of one version, which keeps its id. */
  tag(key: string, versionId: string, tags: Tags): Promise<void>
  /** Keys with a current object, in the order of their UTF-8 bytes. */
  keys(): Promise<readonly string[]>
  /** Keys with any version or delete marker. */
  allKeys(): Promise<readonly string[]>
}

export type Guard = (current: ObjectVersion | undefined) => void

interface KeyRecord {
  key: string
  versions: ObjectVersion[]
}

export const NULL_VERSION = 'null'

const NOTHING: ObjectFacts = {
  ...{ sizeBytes: 0, etag: '', contentHeaders: {}, userMetadata: {} },
  ...{ checksums: {}, storageHeaders: {}, tags: {} },
}

/**
 * Opens the objects in a folder.
 * Layout: `xx/<sha256 of key>.json` lists the versions, `xx/<sha256 of key>.<data id>` holds the bytes.
 */
export function openObjectFiles(folder: string, versioning: () => Versioning): ObjectFiles {
  const locks = createLocks()
  const index = createKeyIndex(folder)
  const dataFile = (key: string, { dataId }: ObjectVersion) => `${filesOf(folder, key).stem}.${dataId}`

  const load = async (key: string): Promise<KeyRecord> => {
    const record = await readJson<KeyRecord>(filesOf(folder, key).record)
    return { key, versions: record?.versions.map(completed) ?? [] }
  }

  /** Writes the versions first: after a crash in between there is a file too many, never one too few. */
  const save = async (key: string, versions: ObjectVersion[], dropped: readonly ObjectVersion[]): Promise<void> => {
    await writeJson(filesOf(folder, key).record, { key, versions })
    index.note({ key, versions })
    for (const version of dropped) await rm(dataFile(key, version), { force: true })
  }

  const add = async ({ key, versions }: KeyRecord, version: ObjectVersion): Promise<void> => {
    const dropped = versions.filter(({ versionId }) => isReplaced(versionId, versioning()))
    await save(key, [version, ...versions.filter((old) => !dropped.includes(old))], dropped)
  }

  const change = <T>(key: string, work: (record: KeyRecord) => Promise<T>): Promise<T> =>
    locks.run(key, async () => {
      await mkdir(filesOf(folder, key).shard, { recursive: true })
      return work(await load(key))
    })

  const commit: ObjectFiles['commit'] = (key, temporaryFile, facts, assertMayWrite) =>
    change(key, async (record) => {
      assertMayWrite(liveVersion(record))
      const version = { ...facts, ...freshStamp(versioning()), isDeleteMarker: false }
      // Bytes first: a crash in between leaves a file that no record names.
      await rename(temporaryFile, dataFile(key, version))
      await add(record, version)
      return version
    })

  const remove: ObjectFiles['remove'] = (key, assertMayWrite) =>
    change(key, async (record) => {
      assertMayWrite(liveVersion(record))
      if (versioning() === 'Off') return void (await save(key, [], record.versions))
      const marker = { ...NOTHING, ...freshStamp(versioning()), isDeleteMarker: true }
      await add(record, marker)
      return marker
    })

  const removeVersion: ObjectFiles['removeVersion'] = (key, versionId) =>
    change(key, async ({ versions }) => {
      const removed = versions.find((version) => version.versionId === versionId)
      if (removed === undefined) return undefined
      const kept = versions.filter((version) => version !== removed)
      await save(key, kept, [removed])
      return removed
    })

  const tag: ObjectFiles['tag'] = (key, versionId, tags) =>
    change(key, async ({ versions }) => {
      const tagged = versions.map((version) => (version.versionId === versionId ? { ...version, tags } : version))
      await save(key, tagged, [])
    })

  const readers = {
    current: async (key: string) => (await load(key)).versions[0],
    versions: async (key: string) => (await load(key)).versions,
  }
  return { ...readers, dataFile, commit, remove, removeVersion, tag, keys: index.live, allKeys: index.all }
}

/** Without versions a write replaces the object; while they are suspended, only the version without an id. */
function isReplaced(versionId: string, versioning: Versioning): boolean {
  return versioning === 'Off' || (versioning === 'Suspended' && versionId === NULL_VERSION)
}

function freshStamp(versioning: Versioning) {
  const dataId = randomBytes(24).toString('base64url')
  const versionId = versioning === 'Enabled' ? dataId : NULL_VERSION
  return { versionId, dataId, modifiedAt: new Date().toISOString() }
}

/** A record of another version of the sandbox may hold fewer facts. */
function completed(version: ObjectVersion): ObjectVersion {
  return { ...NOTHING, ...version, dataId: version.dataId ?? version.versionId }
}

function liveVersion({ versions: [current] }: KeyRecord): ObjectVersion | undefined {
  return current?.isDeleteMarker ? undefined : current
}

function filesOf(folder: string, key: string) {
  const name = createHash('sha256').update(key, 'utf8').digest('hex')
  const shard = join(folder, name.slice(0, 2))
  return { shard, stem: join(shard, name), record: join(shard, `${name}.json`) }
}
