import { readdirSync, readFileSync } from 'node:fs'

/** What running processes took of the processors, from Linux's own counts (proc(5)). */

/** A clock tick is a hundredth of a second wherever Node runs on Linux. */
const TICKS_PER_SECOND = 100

/** User and system time of one process so far, in seconds. */
export function cpuSecondsOf(processId: number): number {
  const { ticks } = readStat(processId)
  return ticks / TICKS_PER_SECOND
}

/** The same of a process, its children that live, and those that have ended. */
export function cpuSecondsOfFamily(processId: number): number {
  const parent = readStat(processId)
  const living = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const children = living.flatMap((name) => tryReadStat(Number(name)) ?? [])
  const ofChildren = children
    .filter(({ parentId }) => parentId === processId)
    .reduce((sum, { ticks }) => sum + ticks, 0)
  return (parent.ticks + parent.endedTicks + ofChildren) / TICKS_PER_SECOND
}

/** The most memory that was resident, in MiB. */
export function peakMemoryMibOf(processId: number): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

interface Stat {
  parentId: number
  ticks: number
  /** Of children that have ended. */
  endedTicks: number
}

/** The name of a program may have spaces and brackets, so fields are counted from the last bracket. */
function readStat(processId: number): Stat {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8')
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const at = (index: number) => fields[index] ?? 0
  return { parentId: at(1), ticks: at(11) + at(12), endedTicks: at(13) + at(14) }
}

/** Processes end while they are looked at. */
function tryReadStat(processId: number): Stat | undefined {
  try {
    return readStat(processId)
  } catch {
    return undefined
  }
}
