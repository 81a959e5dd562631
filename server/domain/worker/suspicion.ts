/**
 * How a record is found that ends every worker which touches it.
 *
 * A death says little: a machine goes down with whatever is at work on it. So a batch whose worker died is suspect, and is
 * worked on while its worker does nothing else; when that dies too, and again, the batch is cut into pieces, worked on one
 * after another, and each further death leaves a smaller piece. Whoever dies over a single record has found it.
 */
export interface Suspicion {
  /** Workers that died over the batch. */
  deaths: number
  /**
   * Open records that are worked on together, the first of the batch. Null: all of them. `FOUND`: the first of them is the one.
   * `UNREADABLE`: whoever read what became of it died too.
   */
  piece: number | null
}

export const FOUND = 0
export const UNREADABLE = -1

/** Three in a row are no accident any more; after one of them the batch was alone with its worker. */
const DEATHS_BEFORE_CUTTING = 3
/** Each death takes a takeover to be noticed, so few cuts are better than small ones: 10,000 records take four. */
const PIECES = 16

/**
 * What is known after one more death.
 * @param openItems of the batch
 */
export function afterDeath({ deaths, piece }: Suspicion, openItems: number): Suspicion {
  const died = deaths + 1
  if (piece !== null && piece <= 1) return { deaths: died, piece: piece === 1 ? FOUND : UNREADABLE }
  if (died < DEATHS_BEFORE_CUTTING) return { deaths: died, piece }
  return { deaths: died, piece: Math.max(1, Math.ceil((piece ?? openItems) / PIECES)) }
}

/** Whether a worker may take a batch beside what it works on already. */
export function mayTake(isSuspect: boolean, atWork: { batches: number; suspects: number }): boolean {
  return isSuspect ? atWork.batches === 0 : atWork.suspects === 0
}
