/** Results of parallel work, flushed in groups: few writes to the ledger, and little is lost when the process dies. */
export interface Flushing<R> {
  parallel: number
  flushEvery: number
  /** Writes results down; returns false to stop taking new items. */
  flush(results: R[]): Promise<boolean>
}

/**
 * Runs `work` on every item with bounded parallelism. Results are flushed in groups while others are still at work, and
 * once more at the end. The first error stops the taking of items, is thrown when those at work have ended, and what was
 * reached until then has been flushed.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  flushing: Flushing<R>,
): Promise<void> {
  const queue = items.values()
  let results: R[] = []
  let isStopped = false
  let flushed = Promise.resolve()
  const flush = () => {
    const group = results
    results = []
    if (group.length === 0) return flushed
    flushed = flushed.then(async () => {
      if (!(await flushing.flush(group))) isStopped = true
    })
    return flushed
  }
  const worker = async () => {
    for (const item of queue) {
      if (isStopped) return
      const result = await work(item)
      results.push(result)
      if (results.length >= flushing.flushEvery) await flush()
    }
  }
  const workers = Array.from({ length: flushing.parallel }, () =>
    worker().catch((error: unknown) => {
      isStopped = true
      throw error
    }),
  )
  const ended = await Promise.allSettled(workers)
  await flush()
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}
