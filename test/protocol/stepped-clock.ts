import type { Clock } from '../../server/ports/clock.ts'

/** A time that passes only when it is told to, and the views that workers have of it. */
export interface SteppedTime {
  nowMs(): number
  advance(ms: number): void
  view(): WorkerClock
}

export interface WorkerClock extends Clock {
  isAsleep(): boolean
}

interface Sleeper {
  untilMs: number
  wake(): void
}

/** Starts at the real time, because the database has a clock of its own. */
export function steppedTime(): SteppedTime {
  let nowMs = Date.now()
  const views: { sleeper: Sleeper | undefined }[] = []
  return {
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms
      for (const view of views) if (view.sleeper !== undefined && view.sleeper.untilMs <= nowMs) view.sleeper.wake()
    },
    view() {
      const view: { sleeper: Sleeper | undefined } = { sleeper: undefined }
      views.push(view)
      return {
        now: () => new Date(nowMs),
        isAsleep: () => view.sleeper !== undefined,
        sleep: (ms) =>
          new Promise((resolve) => {
            const wake = () => {
              view.sleeper = undefined
              resolve()
            }
            view.sleeper = { untilMs: nowMs + ms, wake }
          }),
      }
    },
  }
}
