import { createHash } from 'node:crypto'

/** Gives the items in another order: always the same for the same seed. */
export function shuffle<T>(items: readonly T[], seed: string): T[] {
  const keyed = items.map((item, index) => ({ item, key: keyOf(seed, index) }))
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item)
}

function keyOf(seed: string, index: number): number {
  return createHash('sha256').update(`${seed} ${index}`).digest().readUIntBE(0, 6)
}
