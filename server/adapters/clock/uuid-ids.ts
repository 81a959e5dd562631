import { randomBytes } from 'node:crypto'
import type { Clock, Ids } from '../../ports/clock.ts'

/** UUIDs of version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, the rest random. */
export function uuidIds(clock: Pick<Clock, 'now'>): Ids {
  return { next: () => uuidV7(clock.now().getTime(), randomBytes(10)) }
}

/** @param random 10 bytes */
export function uuidV7(milliseconds: number, random: Uint8Array): string {
  const time = milliseconds.toString(16).padStart(12, '0')
  const tail = Buffer.from(random)
  tail[0] = 0x70 | (tail[0]! & 0x0f)
  tail[2] = 0x80 | (tail[2]! & 0x3f)
  const hex = time + tail.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
