import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Memory } from './cost.ts'

/** The processes whose memory counts. */
export interface Watched {
  workers: readonly number[]
  service: number
  /** The first process of PostgreSQL; the others are its children. */
  database: number
}

export interface MemoryWatch {
  /** The peaks since the last call, or since the start. */
  take(): Memory | undefined
  stop(): void
}

const SAMPLE_EVERY_MS = 1_000
const KIB_PER_MIB = 1_024
/** Written to `clear_refs`, it sets the peak to what is resident now (proc(5)). */
const RESET_PEAK = '5'

/**
 * Linux counts the peak of each process of ours by itself. What the processes of PostgreSQL share would be counted again for
 * each, so of them the proportional shares (`Pss`) are added up once a second.
 */
export function watchMemory({ workers, service, database }: Watched): MemoryWatch {
  if (!existsSync('/proc/self/smaps_rollup')) return { take: () => undefined, stop() {} }
  let databasePeak = 0
  const sample = () => {
    databasePeak = Math.max(databasePeak, shareOfFamily(database))
  }
  const timer = setInterval(sample, SAMPLE_EVERY_MS).unref()
  return {
    take() {
      sample()
      const peaks = { worker: Math.max(...workers.map(takePeak)), service: takePeak(service), database: databasePeak }
      databasePeak = 0
      return peaks
    },
    stop: () => clearInterval(timer),
  }
}

function takePeak(processId: number): number {
  const peak = readKib(`/proc/${processId}/status`, 'VmHWM') / KIB_PER_MIB
  writeFileSync(`/proc/${processId}/clear_refs`, RESET_PEAK)
  return peak
}

function shareOfFamily(parent: number): number {
  const family = [parent, ...childrenOf(parent)]
  return family.reduce((sum, id) => sum + readKib(`/proc/${id}/smaps_rollup`, 'Pss'), 0) / KIB_PER_MIB
}

function childrenOf(parent: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return all.map(Number).filter((id) => readKib(`/proc/${id}/status`, 'PPid') === parent)
}

/** Processes end while they are looked at; then it is 0. */
function readKib(file: string, field: string): number {
  try {
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
