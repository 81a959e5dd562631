import type { Draws } from './draws.ts'

/** UUIDs that hide an index: the first 32 bits are a permutation of it, the rest is drawn from it and checked. */
export interface Uuids {
  format(index: number): string
  /** The index, or undefined for text that this family never made. */
  parse(uuid: string): number | undefined
}

/**
 * Makes one family of UUIDs.
 * @param version 1 for the vendor's document identifiers, 4 for the names of its objects
 */
export function createUuids(draws: Draws, version: 1 | 4): Uuids {
  const stream = 100 * version
  const format = (index: number) => {
    const hidden = hex(draws.permute((index ^ version) >>> 0))
    const [a, b, c] = [1, 2, 3].map((part) => draws.integer(stream + part, index)) as [number, number, number]
    const variant = ((a & 0x3fff) | 0x8000).toString(16)
    return `${hidden}-${hex(a).slice(0, 4)}-${version}${hex(b).slice(0, 3)}-${variant}-${hex(c)}${hex(b).slice(4)}`
  }
  const parse = (uuid: string) => {
    if (!/^[0-9a-f]{8}-/.test(uuid)) return undefined
    const index = (draws.unpermute(Number.parseInt(uuid.slice(0, 8), 16)) ^ version) >>> 0
    return format(index) === uuid ? index : undefined
  }
  return { format, parse }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0')
}
