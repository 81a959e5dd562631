/** Deterministic draws: the same seed, stream and index always give the same number, in constant time. */
export interface Draws {
  /** A 32-bit unsigned integer for this stream and index. */
  integer(stream: number, index: number): number
  /** A fraction in [0, 1). */
  fraction(stream: number, index: number): number
  /** One of the choices. */
  pick<T>(choices: readonly [T, ...T[]], stream: number, index: number): T
  /** A draw from the standard normal distribution (Box and Muller). */
  normal(stream: number, index: number): number
  /** A keyed one-to-one mapping of 32-bit integers. */
  permute(value: number): number
  /** The inverse of `permute`. */
  unpermute(value: number): number
}

const ROUND_KEYS = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]

/** Makes the draws of one seed (any text). */
export function createDraws(seed: string): Draws {
  const key = hashText(seed)
  const integer = (stream: number, index: number) => mix(mix(key ^ Math.imul(stream + 1, 0x9e3779b9)) ^ index)
  const fraction = (stream: number, index: number) => integer(stream, index) / 2 ** 32
  return {
    integer,
    fraction,
    pick: (choices, stream, index) => choices[integer(stream, index) % choices.length] ?? choices[0],
    normal: (stream, index) => {
      const radius = Math.sqrt(-2 * Math.log(1 - fraction(stream, index)))
      return radius * Math.cos(2 * Math.PI * fraction(stream + 0x10000, index))
    },
    permute: (value) => feistel(value, key, ROUND_KEYS),
    unpermute: (value) => swapHalves(feistel(swapHalves(value), key, ROUND_KEYS.toReversed())),
  }
}

function feistel(value: number, key: number, roundKeys: readonly number[]): number {
  let left = value >>> 16
  let right = value & 0xffff
  for (const roundKey of roundKeys) [left, right] = [right, left ^ (mix(right ^ key ^ roundKey) & 0xffff)]
  return ((left << 16) | right) >>> 0
}

function swapHalves(value: number): number {
  return ((value << 16) | (value >>> 16)) >>> 0
}

function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mix(hash)
}

/** The finaliser of MurmurHash3: every input bit changes every output bit with a probability near one half. */
function mix(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
