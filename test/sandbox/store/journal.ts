import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'

/** One object that became visible. */
export interface PutEntry {
  bucket: string
  key: string
  versionId: string
  sizeBytes: number
}

/** Counts how often each key was written, over restarts too: the proof that nothing was copied twice. */
export interface PutJournal {
  record(entry: PutEntry): void
  putsOf(bucket: string, key: string): number
  totals(): { puts: number; keys: number; bytes: number }
  /** Keys written more than once. */
  repeated(bucket: string): string[]
  close(): void
}

/** Opens the journal, one JSON line per put; a line that a crash cut short is skipped. */
export function openPutJournal(file: string): PutJournal {
  const counts = new Map<string, number>()
  let puts = 0
  let bytes = 0
  const count = (entry: PutEntry): void => {
    const name = nameOf(entry.bucket, entry.key)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    puts += 1
    bytes += entry.sizeBytes
  }
  for (const entry of readEntries(file)) count(entry)
  const descriptor = openSync(file, 'a')
  // A cut line must not swallow the next one.
  if (puts > 0) writeSync(descriptor, '\n')

  return {
    record: (entry) => {
      count(entry)
      writeSync(descriptor, `${JSON.stringify(entry)}\n`)
    },
    putsOf: (bucket, key) => counts.get(nameOf(bucket, key)) ?? 0,
    totals: () => ({ puts, keys: counts.size, bytes }),
    repeated: (bucket) => repeatedKeys(counts, bucket),
    close: () => closeSync(descriptor),
  }
}

function repeatedKeys(counts: ReadonlyMap<string, number>, bucket: string): string[] {
  const prefix = nameOf(bucket, '')
  const names = [...counts].filter(([name, count]) => count > 1 && name.startsWith(prefix))
  return names.map(([name]) => name.slice(prefix.length))
}

/** A bucket's name holds no slash, so the pair stays unambiguous. */
function nameOf(bucket: string, key: string): string {
  return `${bucket}/${key}`
}

function readEntries(file: string): PutEntry[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line) => parseLine(line) ?? [])
}

function parseLine(line: string): PutEntry | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as PutEntry)
  } catch {
    return undefined
  }
}
