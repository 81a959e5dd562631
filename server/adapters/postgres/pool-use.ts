import type { Pool } from 'pg'
import type { PoolUse } from '../../ports/tracking/diagnostics.ts'

/**
 * Watches how many connections of a pool are lent out, and how many callers wait for one.
 * @returns reads the use now, and the peaks since the last reading
 */
export function watchPool(pool: Pool, limit: number): () => PoolUse {
  const peaks = { inUse: 0, waiting: 0 }
  const note = () => {
    peaks.inUse = Math.max(peaks.inUse, inUseOf(pool))
    peaks.waiting = Math.max(peaks.waiting, pool.waitingCount)
  }
  pool.on('acquire', note)
  // Whoever waits is served when a connection comes back, so never more wait than at such a moment.
  pool.on('release', note)
  return () => {
    note()
    const use = {
      limit,
      inUse: inUseOf(pool),
      waiting: pool.waitingCount,
      peakInUse: peaks.inUse,
      peakWaiting: peaks.waiting,
    }
    peaks.inUse = use.inUse
    peaks.waiting = use.waiting
    return use
  }
}

function inUseOf(pool: Pool): number {
  return pool.totalCount - pool.idleCount
}
