/** Results of parallel work, flushed in groups: few writes to the ledger, and little is lost when the process dies. */
export interface Parallel<R> {
  /** Waits until one more item may be worked on; what it gives is called when the item is done. */
  take(): Promise<() => void>
  /** Asked before each item: false takes no more of them. */
  goesOn(): Promise<boolean>
  flushEvery: number
  /** Writes results down. */
  flush(results: R[]): Promise<void>
}

/**
 * Runs `work` on every item, as many at a time as may be taken. Results are flushed in groups while others are still at work,
 * and once more at the end. The first error stops the taking of items, is thrown when those at work have ended, and what was
 * reached until then has been flushed.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  parallel: Parallel<R>,
): Promise<void> {
  const errors: unknown[] = []
  const flush = flushing(parallel)
  const atWork = new Set<Promise<void>>()
  const workOn = async (item: T) => flush.add(await work(item))
  for (const item of items) {
    const giveBack = await parallel.take()
    if (errors.length > 0 || !(await goesOn(parallel, errors))) {
      giveBack()
      break
    }
    const done = workOn(item)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => {
        atWork.delete(done)
        giveBack()
      })
    atWork.add(done)
  }
  await Promise.all(atWork)
  await flush.rest()
  if (errors.length > 0) throw errors[0]
}

/** An answer that cannot be had is an error like any other. */
async function goesOn(parallel: Pick<Parallel<unknown>, 'goesOn'>, errors: unknown[]): Promise<boolean> {
  try {
    return await parallel.goesOn()
  } catch (error) {
    errors.push(error)
    return false
  }
}

/** One flush at a time, in the order of the results. */
function flushing<R>({ flushEvery, flush }: Pick<Parallel<R>, 'flushEvery' | 'flush'>) {
  let results: R[] = []
  let flushed = Promise.resolve()
  const rest = () => {
    const group = results
    results = []
    if (group.length > 0) flushed = flushed.then(() => flush(group))
    return flushed
  }
  return {
    rest,
    async add(result: R) {
      results.push(result)
      if (results.length >= flushEvery) await rest()
    },
  }
}
