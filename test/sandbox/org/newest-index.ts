const BLOCK_LENGTH = 1000

/**
 * Knows for each block of records the newest time any of them was modified, so that a query for recent changes need
 * not compute a million records that are all older. A block is measured when it is first asked for.
 */
export class NewestIndex {
  readonly #newest: Float64Array
  readonly #size: number
  readonly #modifiedAtMs: (position: number) => number

  /**
   * @param size number of records
   * @param modifiedAtMs when a record was modified; it must always be the same
   */
  constructor(size: number, modifiedAtMs: (position: number) => number) {
    this.#size = size
    this.#modifiedAtMs = modifiedAtMs
    this.#newest = new Float64Array(Math.ceil(size / BLOCK_LENGTH)).fill(Number.NaN)
  }

  /** Tells whether a record was surely modified before a time. */
  isOlder(position: number, timeMs: number): boolean {
    const block = Math.floor(position / BLOCK_LENGTH)
    if (Number.isNaN(this.#newest[block])) this.#newest[block] = this.#measure(block * BLOCK_LENGTH)
    return (this.#newest[block] ?? timeMs) < timeMs
  }

  #measure(start: number): number {
    let newest = 0
    const end = Math.min(this.#size, start + BLOCK_LENGTH)
    for (let position = start; position < end; position += 1) newest = Math.max(newest, this.#modifiedAtMs(position))
    return newest
  }
}
