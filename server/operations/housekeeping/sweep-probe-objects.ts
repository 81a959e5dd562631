import type { Context } from '../context.ts'
import { type Sweeping, sweepOne, type Tally } from './sweeping.ts'

/** Deletes what a probe of the store left behind because its process died; a probe under way is minutes old. */
export async function sweepProbeObjects({ ports, settings }: Context, sweeping: Sweeping, tally: Tally): Promise<void> {
  const { tracking, store } = ports
  const { now } = await tracking.oldestWork()
  const before = new Date(now.getTime() - settings.housekeeping.abandonedAfterMs)
  for await (const { key, modifiedAt } of store.list(`${settings.copy.prefix}/_doclift/probe/`)) {
    if (modifiedAt !== null && modifiedAt < before) await sweepOne(sweeping, tally, () => store.delete(key))
  }
}
