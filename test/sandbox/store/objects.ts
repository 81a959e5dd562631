import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { S3Error } from './errors.ts'
import { readJson, writeJson } from './json-files.ts'
import { createLocks } from './locks.ts'

/** What is stored beside the bytes. */
export interface ObjectFacts {
  sizeBytes: number
  /** Quoted. */
  etag: string
  /** Content type, disposition and the like, lower-case names. */
  contentHeaders: Record<string, string>
  /** Without the prefix `x-amz-meta-`. */
  userMetadata: Record<string, string>
  /** Checksum headers by name; empty when the client sent none. */
  checksums: Record<string, string>
}

export interface ObjectVersion extends ObjectFacts {
  versionId: string
  modifiedAt: string
  isDeleteMarker: boolean
}

/** The objects of one bucket. Keys are byte-exact and never used as file names: a file is named by the key's hash. */
export interface ObjectFiles {
  /** The current version, a delete marker included, or undefined. */
  current(key: string): Promise<ObjectVersion | undefined>
  /** Every version, newest first. */
  versions(key: string): Promise<readonly ObjectVersion[]>
  dataFile(key: string, versionId: string): string
  /**
   * Makes the temporary file the newest version. `assertMayWrite` sees the current object (no delete marker) under the
   * key's lock, and its exception leaves everything as it was.
   */
  commit(key: string, temporaryFile: string, facts: ObjectFacts, assertMayWrite: Guard): Promise<ObjectVersion>
  /** Adds a delete marker. */
  mark(key: string): Promise<ObjectVersion>
  /** Removes one version for good; undefined when there is none of this id. */
  removeVersion(key: string, versionId: string): Promise<ObjectVersion | undefined>
  /** Keys with a current object, in the order of their UTF-8 bytes. */
  keys(): Promise<readonly string[]>
}

export type Guard = (current: ObjectVersion | undefined) => void

interface KeyRecord {
  key: string
  versions: ObjectVersion[]
}

/**
 * Opens the objects in a folder.
 * Layout: `xx/<sha256 of key>.json` lists the versions, `xx/<sha256 of key>.<version id>` holds the bytes.
 */
export function openObjectFiles(folder: string): ObjectFiles {
  const locks = createLocks()
  const index = createKeyIndex(folder)

  const load = async (key: string): Promise<KeyRecord> =>
    (await readJson<KeyRecord>(recordFile(folder, key))) ?? { key, versions: [] }

  const save = async (record: KeyRecord): Promise<void> => {
    await writeJson(recordFile(folder, record.key), record)
    index.note(record)
  }

  const add = async (record: KeyRecord, facts: ObjectFacts, isDeleteMarker: boolean): Promise<ObjectVersion> => {
    const version = { ...facts, ...freshStamp(), isDeleteMarker }
    await save({ key: record.key, versions: [version, ...record.versions] })
    return version
  }

  const commit: ObjectFiles['commit'] = (key, temporaryFile, facts, assertMayWrite) =>
    locks.run(key, async () => {
      const record = await load(key)
      assertMayWrite(liveVersion(record))
      const version = { ...facts, ...freshStamp(), isDeleteMarker: false }
      await mkdir(shardFolder(folder, key), { recursive: true })
      // Bytes first: a crash in between leaves a file that no record names.
      await rename(temporaryFile, dataFile(folder, key, version.versionId))
      await save({ key, versions: [version, ...record.versions] })
      return version
    })

  const removeVersion: ObjectFiles['removeVersion'] = (key, versionId) =>
    locks.run(key, async () => {
      const record = await load(key)
      const removed = record.versions.find((version) => version.versionId === versionId)
      if (removed === undefined) return undefined
      await save({ key, versions: record.versions.filter((version) => version !== removed) })
      await rm(dataFile(folder, key, versionId), { force: true })
      return removed
    })

  const mark: ObjectFiles['mark'] = (key) =>
    locks.run(key, async () => {
      await mkdir(shardFolder(folder, key), { recursive: true })
      return add(await load(key), NOTHING, true)
    })

  return {
    current: async (key) => (await load(key)).versions[0],
    versions: async (key) => (await load(key)).versions,
    dataFile: (key, versionId) => dataFile(folder, key, versionId),
    commit,
    mark,
    removeVersion,
    keys: index.sorted,
  }
}

/**
 * The version that a read means: the current one, or the one asked for.
 * @throws S3Error NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker asked for by its id
 */
export async function findVersion(
  objects: ObjectFiles,
  key: string,
  versionId: string | undefined,
): Promise<ObjectVersion> {
  if (versionId === undefined) {
    const current = await objects.current(key)
    if (current && !current.isDeleteMarker) return current
    throw new S3Error('NoSuchKey', { details: { Key: key }, headers: current ? { 'x-amz-delete-marker': 'true' } : {} })
  }
  const version = (await objects.versions(key)).find((candidate) => candidate.versionId === versionId)
  if (version === undefined) throw new S3Error('NoSuchVersion', { details: { Key: key, VersionId: versionId } })
  if (version.isDeleteMarker) throw new S3Error('MethodNotAllowed', { headers: { 'x-amz-delete-marker': 'true' } })
  return version
}

const NOTHING: ObjectFacts = { sizeBytes: 0, etag: '', contentHeaders: {}, userMetadata: {}, checksums: {} }

function freshStamp() {
  return { versionId: randomBytes(24).toString('base64url'), modifiedAt: new Date().toISOString() }
}

function liveVersion(record: KeyRecord): ObjectVersion | undefined {
  const [current] = record.versions
  return current?.isDeleteMarker ? undefined : current
}

function nameOf(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex')
}

function shardFolder(folder: string, key: string): string {
  return join(folder, nameOf(key).slice(0, 2))
}

function recordFile(folder: string, key: string): string {
  return join(shardFolder(folder, key), `${nameOf(key)}.json`)
}

function dataFile(folder: string, key: string, versionId: string): string {
  return join(shardFolder(folder, key), `${nameOf(key)}.${versionId}`)
}

/** The keys, read from disk when first asked for, kept up to date from then on. */
function createKeyIndex(folder: string) {
  let keys: Set<string> | undefined
  let loading: Promise<Set<string>> | undefined
  let ordered: string[] | undefined
  const missed: KeyRecord[] = []

  const note = (record: KeyRecord): void => {
    if (keys === undefined) {
      if (loading !== undefined) missed.push(record)
      return
    }
    const isLive = liveVersion(record) !== undefined
    if (isLive === keys.has(record.key)) return
    if (isLive) keys.add(record.key)
    else keys.delete(record.key)
    ordered = undefined
  }

  const load = async (): Promise<Set<string>> => {
    loading ??= scanKeys(folder)
    keys ??= await loading
    for (const record of missed.splice(0)) note(record)
    return keys
  }

  const sorted = async (): Promise<readonly string[]> => {
    const known = await load()
    ordered ??= sortByBytes([...known])
    return ordered
  }
  return { note, sorted }
}

async function scanKeys(folder: string): Promise<Set<string>> {
  const keys = new Set<string>()
  const files = await readdir(folder, { recursive: true })
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    const record = await readJson<KeyRecord>(join(folder, file))
    if (record && liveVersion(record)) keys.add(record.key)
  }
  return keys
}

/** JavaScript compares UTF-16 units; S3 lists in the order of UTF-8 bytes, which differs beyond the basic plane. */
export function sortByBytes(keys: readonly string[]): string[] {
  const pairs = keys.map((key) => [Buffer.from(key, 'utf8').toString('latin1'), key] as const)
  return pairs.sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, key]) => key)
}
