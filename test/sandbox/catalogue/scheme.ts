import type { Draws } from './draws.ts'

/** What an entry of the object is, as far as a migration is concerned. */
export type EntryKind = 'document' | 'folder' | 'no-account' | 'no-url' | 'foreign-host' | 'scheme-less'

/** The place of an entry: what it is, and its running number among the entries of that kind. */
export interface Place {
  kind: EntryKind
  ordinal: number
}

/** Entries of each kind in every block of 200; within a block their order is drawn. */
const SHARES: readonly (readonly [EntryKind, number])[] = [
  ['document', 158],
  ['folder', 20],
  ['no-account', 10],
  ['no-url', 6],
  ['foreign-host', 3],
  ['scheme-less', 3],
]
const BLOCK = 200
/** Coprime to the block length, so that multiplying by it visits every slot once. */
const STRIDE = 73
/** Undoes the stride: 73 × 137 is one more than a multiple of the block length. */
const STRIDE_BACK = 137
const STREAM = 10

/** The place of an entry. Shares are exact per block, so small sandboxes also hold every kind. */
export function placeOf(draws: Draws, index: number): Place {
  const block = Math.floor(index / BLOCK)
  const slot = ((index % BLOCK) * STRIDE + draws.integer(STREAM, block)) % BLOCK
  let before = 0
  for (const [kind, count] of SHARES) {
    if (slot < before + count) return { kind, ordinal: block * count + slot - before }
    before += count
  }
  throw new Error(`The shares must fill a block of ${BLOCK}; slot ${slot} is left over.`)
}

/** The index of the entry of this kind with this running number: the inverse of `placeOf`. */
export function indexOfPlace(draws: Draws, { kind, ordinal }: Place): number {
  let before = 0
  for (const [candidate, count] of SHARES) {
    if (candidate === kind) {
      const block = Math.floor(ordinal / count)
      const shift = draws.integer(STREAM, block) % BLOCK
      return block * BLOCK + ((((before + (ordinal % count) - shift + BLOCK) % BLOCK) * STRIDE_BACK) % BLOCK)
    }
    before += count
  }
  throw new Error(`There is no kind ${kind}.`)
}
