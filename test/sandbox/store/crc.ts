import type { Digester } from './checksums.ts'

/** A cyclic redundancy check in reflected form, with all ones at the start and inverted at the end. */
export interface CrcKind {
  sizeBytes: 4 | 8
  tables: Tables
}

/** For each of eight byte positions the remainders of all bytes, in two halves: numbers of JavaScript hold 32 bits. */
interface Tables {
  low: Uint32Array
  high: Uint32Array
}

/** Castagnoli's polynomial, as in iSCSI (RFC 3720). */
export const CRC32C: CrcKind = { sizeBytes: 4, tables: makeTables(0x82f63b78n) }
/** The polynomial of the NVM Express specification. */
export const CRC64NVME: CrcKind = { sizeBytes: 8, tables: makeTables(0x9a6c9329ac4bc9b5n) }

const SLICE_BYTES = 8

/** A running check, eight bytes at a step. A check of 32 bits is one of 64 whose upper half stays zero. */
export function createCrc({ sizeBytes, tables }: CrcKind): Digester {
  const ones = { low: 0xffffffff, high: sizeBytes === 8 ? 0xffffffff : 0 }
  const state = { ...ones }
  return {
    update: (chunk) => {
      const sliced = chunk.length - (chunk.length % SLICE_BYTES)
      takeSlices(state, tables, chunk, sliced)
      takeBytes(state, tables, chunk, sliced)
    },
    digest: () => {
      const bytes = Buffer.alloc(8)
      bytes.writeUInt32BE((state.high ^ ones.high) >>> 0, 0)
      bytes.writeUInt32BE((state.low ^ ones.low) >>> 0, 4)
      return bytes.subarray(8 - sizeBytes)
    },
  }
}

interface State {
  low: number
  high: number
}

function takeSlices(state: State, { low, high }: Tables, chunk: Buffer, end: number): void {
  let lower = state.low
  let upper = state.high
  for (let at = 0; at < end; at += SLICE_BYTES) {
    const first = lower ^ word(chunk, at)
    const second = upper ^ word(chunk, at + 4)
    // The byte that came first has the longest way to go, so it uses the last table.
    const a = 0x700 | (first & 0xff)
    const b = 0x600 | ((first >>> 8) & 0xff)
    const c = 0x500 | ((first >>> 16) & 0xff)
    const d = 0x400 | (first >>> 24)
    const e = 0x300 | (second & 0xff)
    const f = 0x200 | ((second >>> 8) & 0xff)
    const g = 0x100 | ((second >>> 16) & 0xff)
    const h = second >>> 24
    lower = low[a]! ^ low[b]! ^ low[c]! ^ low[d]! ^ low[e]! ^ low[f]! ^ low[g]! ^ low[h]!
    upper = high[a]! ^ high[b]! ^ high[c]! ^ high[d]! ^ high[e]! ^ high[f]! ^ high[g]! ^ high[h]!
  }
  state.low = lower
  state.high = upper
}

function takeBytes(state: State, { low, high }: Tables, chunk: Buffer, start: number): void {
  for (let at = start; at < chunk.length; at += 1) {
    const index = (state.low ^ chunk[at]!) & 0xff
    const shifted = (state.low >>> 8) | (state.high << 24)
    state.low = low[index]! ^ shifted
    state.high = high[index]! ^ (state.high >>> 8)
  }
}

function word(chunk: Buffer, at: number): number {
  return chunk[at]! | (chunk[at + 1]! << 8) | (chunk[at + 2]! << 16) | (chunk[at + 3]! << 24)
}

/** Table k holds what is left of a byte after k more zero bytes. */
function makeTables(polynomial: bigint): Tables {
  const tables = { low: new Uint32Array(8 * 256), high: new Uint32Array(8 * 256) }
  const first = Array.from({ length: 256 }, (_, byte) => remainderOf(BigInt(byte), polynomial))
  let row = first
  for (let position = 0; position < 8; position += 1) {
    for (const [byte, remainder] of row.entries()) {
      tables.low[position * 256 + byte] = Number(remainder & 0xffffffffn)
      tables.high[position * 256 + byte] = Number(remainder >> 32n)
    }
    row = row.map((remainder) => (remainder >> 8n) ^ first[Number(remainder & 0xffn)]!)
  }
  return tables
}

function remainderOf(byte: bigint, polynomial: bigint): bigint {
  let remainder = byte
  for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >> 1n) ^ ((remainder & 1n) * polynomial)
  return remainder
}
