import type { Clock } from '../ports/clock.ts'

export interface Repetition {
  /** Begins the chore no more, and waits for the one under way. */
  stop(): Promise<void>
}

/** Repeats a chore, one at a time; it is told when nothing more is begun. One that fails is tried again at its next turn. */
export function repeat(
  clock: Clock,
  everyMs: number,
  chore: (stopping: AbortSignal) => Promise<unknown>,
  onFailure: (error: unknown) => void,
): Repetition {
  const stopping = new AbortController()
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await clock.sleep(everyMs, stopping.signal)
      await chore(stopping.signal).catch(onFailure)
    }
  }
  const ended = loop().catch(() => undefined)
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
