import type { SweepResult } from '../../domain/housekeeping/sweep.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { Context } from '../context.ts'
import { findWaste, sweepNow } from './keep-house.ts'

export interface HousekeepingServices {
  /** What a sweep would remove. */
  find(): Promise<SweepResult[]>
  /** Error: PermanentError `housekeeping.at-work`. */
  sweep(actor: Actor): Promise<SweepResult[]>
}

export function housekeepingServices(context: Context): HousekeepingServices {
  return {
    find: () => findWaste(context),
    sweep: (actor) => sweepNow(context, actor),
  }
}
