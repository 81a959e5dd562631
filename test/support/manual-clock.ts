import type { Clock } from '../../server/ports/clock.ts'

/** A clock whose sleepers wake when the test says so. */
export interface ManualClock extends Clock {
  /** Ends the present sleep, and waits until somebody sleeps again. */
  tick(): Promise<void>
  /** Ends the present sleep. */
  wake(): void
  /** Waits until somebody sleeps. */
  untilAsleep(): Promise<void>
  /** Whether somebody sleeps now. */
  isAnyoneAsleep(): boolean
}

export function manualClock(): ManualClock {
  let sleeper: (() => void) | undefined
  let asleep = Promise.withResolvers<void>()
  const wake = () => {
    asleep = Promise.withResolvers()
    sleeper?.()
  }
  return {
    now: () => new Date(),
    sleep: (_milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const awake = (settle: () => void) => () => {
          sleeper = undefined
          settle()
        }
        sleeper = awake(resolve)
        signal?.addEventListener(
          'abort',
          awake(() => reject(signal.reason)),
          { once: true },
        )
        asleep.resolve()
      }),
    wake,
    async tick() {
      wake()
      await asleep.promise
    },
    untilAsleep: () => asleep.promise,
    isAnyoneAsleep: () => sleeper !== undefined,
  }
}
