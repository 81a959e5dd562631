import type { OldRows } from '../../ports/tracking/housekeeping.ts'
import type { Context, HousekeepingSettings } from '../context.ts'
import type { SubjectSweep, Sweeping, Tally } from './sweeping.ts'

/** Few enough that a transaction holds nobody up. */
const ROWS_AT_ONCE = 1_000

/** Removes the rows of a table that are older than the settings keep them. */
export function sweepOldRows(table: OldRows, keepDaysOf: (settings: HousekeepingSettings) => number): SubjectSweep {
  return async ({ ports, settings }, sweeping, tally) => {
    const keepDays = keepDaysOf(settings.housekeeping)
    if (sweeping.fence === null) tally.found += await ports.tracking.countOldRows(table, keepDays)
    else await remove(ports.tracking, { ...sweeping, fence: sweeping.fence }, tally, table, keepDays)
  }
}

async function remove(
  tracking: Context['ports']['tracking'],
  sweeping: Sweeping & { fence: number },
  tally: Tally,
  table: OldRows,
  keepDays: number,
): Promise<void> {
  for (let removed = ROWS_AT_ONCE; removed === ROWS_AT_ONCE; ) {
    await sweeping.hold()
    removed = await tracking.removeOldRows(sweeping.fence, table, { keepDays, most: ROWS_AT_ONCE })
    tally.found += removed
    tally.removed += removed
  }
}
