import type { Draws } from './draws.ts'

/** UUIDs that hide an index: the first 32 bits are a permutation of it, the rest is drawn from it and checked. */
export interface Uuids {
  format(index: number): string
  /** The index, or undefined for text that this family never made. */
  parse(uuid: string): number | undefined
}

/** Every byte in hexadecimal: a query of a million records formats twenty million of them. */
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * Makes one family of UUIDs.
 * @param version 1 for the vendor's document identifiers, 4 for the names of its objects
 */
export function createUuids(draws: Draws, version: 1 | 4): Uuids {
  const stream = 100 * version
  const format = (index: number) => {
    const hidden = draws.permute((index ^ version) >>> 0)
    const a = draws.integer(stream + 1, index)
    const b = draws.integer(stream + 2, index)
    const c = draws.integer(stream + 3, index)
    const third = (version << 12) | (b >>> 20)
    const variant = (a & 0x3fff) | 0x8000
    return `${high(hidden)}${low(hidden)}-${high(a)}-${hex4(third)}-${hex4(variant)}-${high(c)}${low(c)}${low(b)}`
  }
  const parse = (uuid: string) => {
    if (!/^[0-9a-f]{8}-/.test(uuid)) return undefined
    const index = (draws.unpermute(Number.parseInt(uuid.slice(0, 8), 16)) ^ version) >>> 0
    return format(index) === uuid ? index : undefined
  }
  return { format, parse }
}

function high(value: number): string {
  return hex4(value >>> 16)
}

function low(value: number): string {
  return hex4(value & 0xffff)
}

function hex4(value: number): string {
  return BYTES[value >>> 8]! + BYTES[value & 0xff]!
}
