import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readJson } from './json-files.ts'

/** As much of an object's record as its place in listings needs. */
export interface IndexedRecord {
  key: string
  versions: readonly { isDeleteMarker: boolean }[]
}

/** The keys of a bucket, read from disk when first asked for and kept up to date from then on. */
export interface KeyIndex {
  note(record: IndexedRecord): void
  /** Keys with a current object, in the order of their UTF-8 bytes. */
  live(): Promise<readonly string[]>
  /** Keys with any version or delete marker, in the same order. */
  all(): Promise<readonly string[]>
}

export function createKeyIndex(folder: string): KeyIndex {
  let isLiveByKey: Map<string, boolean> | undefined
  let loading: Promise<Map<string, boolean>> | undefined
  let live: string[] | undefined
  let all: string[] | undefined
  const missed: IndexedRecord[] = []

  const note = (record: IndexedRecord): void => {
    if (isLiveByKey === undefined) {
      if (loading !== undefined) missed.push(record)
      return
    }
    const [current] = record.versions
    const isLive = current && !current.isDeleteMarker
    if (isLiveByKey.get(record.key) === isLive) return
    if (isLive === undefined) isLiveByKey.delete(record.key)
    else isLiveByKey.set(record.key, isLive)
    live = undefined
    all = undefined
  }

  const load = async (): Promise<Map<string, boolean>> => {
    loading ??= scanKeys(folder)
    isLiveByKey ??= await loading
    for (const record of missed.splice(0)) note(record)
    return isLiveByKey
  }

  return {
    note,
    live: async () => {
      const known = await load()
      live ??= sortByBytes([...known].flatMap(([key, isLive]) => (isLive ? [key] : [])))
      return live
    },
    all: async () => {
      const known = await load()
      all ??= sortByBytes([...known.keys()])
      return all
    },
  }
}

async function scanKeys(folder: string): Promise<Map<string, boolean>> {
  const isLiveByKey = new Map<string, boolean>()
  const files = await readdir(folder, { recursive: true })
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    const record = await readJson<IndexedRecord>(join(folder, file))
    const [current] = record?.versions ?? []
    if (record && current) isLiveByKey.set(record.key, !current.isDeleteMarker)
  }
  return isLiveByKey
}

/** JavaScript compares UTF-16 units; S3 lists in the order of UTF-8 bytes, which differs beyond the basic plane. */
export function sortByBytes(keys: readonly string[]): string[] {
  const pairs = keys.map((key) => [Buffer.from(key, 'utf8').toString('latin1'), key] as const)
  return pairs.sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, key]) => key)
}
