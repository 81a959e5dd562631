import { sameValue } from '../switch/compare.ts'

/** A value that we sent to a record: it reached the org, or may have. */
export interface OwnWrite {
  runId: string
  operation: 'switch' | 'roll_back'
  /** What stood there before it. */
  beforeImage: string | null
  writtenUrl: string | null
}

/**
 * The switches that stand on a record, each from where the one before it ended. A rollback takes away what it took back; a
 * switch from a value that is not ours begins anew, because what was under that value is not ours to restore.
 * @param writes oldest first
 */
export function standingSwitches(writes: readonly OwnWrite[]): OwnWrite[] {
  return writes.reduce(add, [])
}

function add(standing: OwnWrite[], write: OwnWrite): OwnWrite[] {
  if (write.operation === 'roll_back') return takeBack(standing, write.writtenUrl)
  const top = standing.at(-1)
  const isUnbroken = top !== undefined && sameValue(top.writtenUrl, write.beforeImage)
  return isUnbroken ? [...standing, write] : [write]
}

function takeBack(standing: OwnWrite[], restoredUrl: string | null): OwnWrite[] {
  const from = standing.findLastIndex((write) => sameValue(write.beforeImage, restoredUrl))
  return standing.slice(0, Math.max(from, 0))
}
