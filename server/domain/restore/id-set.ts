/** Characters of an id without its check characters. */
const ID_BYTES = 15
const FIRST_SLOTS = 2_048

/**
 * A set of record ids that needs some 30 bytes for each, where a Set of texts needs four times that: a million rows are
 * checked for ids that are there twice. Ids lie one after the other; slots, addressed by a digest, say where.
 */
export class IdSet {
  #ids = Buffer.alloc((FIRST_SLOTS / 2) * ID_BYTES)
  /** Place of an id, counted from 1; 0 is a free slot. Never more than half full. */
  #slots = new Int32Array(FIRST_SLOTS)
  #size = 0

  /**
   * @param id of 15 characters, each of one byte
   * @returns false when it was there already
   */
  add(id: string): boolean {
    if (this.#size * 2 >= this.#slots.length) this.#grow()
    this.#ids.write(id, this.#size * ID_BYTES, ID_BYTES, 'latin1')
    const slot = this.#slotOf(this.#size)
    if (this.#slots[slot] !== 0) return false
    this.#size += 1
    this.#slots[slot] = this.#size
    return true
  }

  /** The slot that has the id of this place, or the free one that it belongs to. */
  #slotOf(place: number): number {
    const mask = this.#slots.length - 1
    let slot = this.#digestOf(place) & mask
    for (let other = this.#slots[slot] as number; other !== 0; other = this.#slots[slot] as number) {
      if (this.#areSame(place, other - 1)) return slot
      slot = (slot + 1) & mask
    }
    return slot
  }

  #areSame(one: number, other: number): boolean {
    const [from, to] = [one * ID_BYTES, other * ID_BYTES]
    return this.#ids.compare(this.#ids, to, to + ID_BYTES, from, from + ID_BYTES) === 0
  }

  /** FNV-1a, 32 bits. */
  #digestOf(place: number): number {
    let digest = 0x811c9dc5
    for (let at = place * ID_BYTES; at < (place + 1) * ID_BYTES; at += 1) {
      digest = Math.imul(digest ^ (this.#ids[at] as number), 0x01000193)
    }
    return digest >>> 0
  }

  #grow(): void {
    const ids = Buffer.alloc(this.#ids.length * 2)
    this.#ids.copy(ids)
    this.#ids = ids
    this.#slots = new Int32Array(this.#slots.length * 2)
    for (let place = 0; place < this.#size; place += 1) this.#slots[this.#slotOf(place)] = place + 1
  }
}
