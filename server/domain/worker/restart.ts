/** How a worker process ended that nobody had asked to. */
export interface WorkerEnd {
  livedMs: number
  /** Ends before it, one after another, of workers that lived shortly. */
  shortLives: number
  /** It said itself that no other try would go better, as with settings that do not do. */
  isFinal: boolean
}

/** What follows: another worker after a while, or none and the end of the whole command. */
export type AfterEnd = { action: 'restart'; afterMs: number; shortLives: number } | { action: 'give-up' }

/** Whoever lives longer has worked, so what ended it was not its start. */
const SHORT_LIFE_MS = 60_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** Five minutes with these pauses: longer than a restart of a database, and short enough for a person to hear of it. */
const MOST_SHORT_LIVES = 10

/** Decides about a worker that ended. Pauses double, so that one that ends at its start takes no processor from the others. */
export function afterEnd({ livedMs, shortLives, isFinal }: WorkerEnd): AfterEnd {
  const inRow = livedMs < SHORT_LIFE_MS ? shortLives + 1 : 0
  if (isFinal || inRow >= MOST_SHORT_LIVES) return { action: 'give-up' }
  const afterMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, inRow - 1))
  return { action: 'restart', afterMs, shortLives: inRow }
}
