import { Type } from 'typebox'
import { CHECKSUM_ALGORITHMS, type Checksum } from '../../domain/object/checksum.ts'

/** The checksum of a copy; null when the bytes did not pass through Doclift, or there is no copy. */
export const ChecksumSchema = Type.Unsafe<Checksum | null>({
  anyOf: [
    Type.Object({
      algorithm: Type.Enum(CHECKSUM_ALGORITHMS),
      value: Type.String({ description: 'Lower-case hex.' }),
    }),
    { type: 'null' },
  ],
  description: 'Of all bytes, computed while they were copied; null when there is none.',
})

export const EXAMPLE_CHECKSUM: Checksum = { algorithm: 'sha256', value: 'b'.repeat(64) }
