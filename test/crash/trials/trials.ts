import { CLOCK_TRIALS } from './clock.ts'
import { DISK_TRIAL } from './disk.ts'
import { LINK_TRIALS } from './links.ts'
import { POSTGRES_TRIAL } from './postgres.ts'
import { TAKEOVER_TRIAL } from './takeover.ts'
import type { Trial } from './trial.ts'
import { WEEK_TRIAL } from './week.ts'
import { ZOMBIE_TRIALS } from './zombie.ts'

/** Everything that is tried besides killing a worker. */
export const TRIALS: readonly Trial[] = [
  POSTGRES_TRIAL,
  ...LINK_TRIALS,
  ...CLOCK_TRIALS,
  DISK_TRIAL,
  ...ZOMBIE_TRIALS,
  TAKEOVER_TRIAL,
  WEEK_TRIAL,
]
