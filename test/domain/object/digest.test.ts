import { expect, test } from 'vitest'
import { CHECKSUM_ALGORITHMS } from '../../../server/domain/object/checksum.ts'
import { createDigest, digestOf } from '../../../server/domain/object/digest.ts'

/** Test values of RFC 1321, FIPS 180 and the CRC catalogue. */
test.each([
  ['sha256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['md5', 'abc', '900150983cd24fb0d6963f7d28e17f72'],
  ['crc32', '123456789', 'cbf43926'],
  ['crc32', '', '00000000'],
] as const)('%s of %j is the one that everybody computes', (algorithm, text, value) => {
  expect(digestOf(algorithm, [Buffer.from(text)]).toString('hex')).toBe(value)
})

test.each(CHECKSUM_ALGORITHMS)('%s does not depend on how the bytes are cut', (algorithm) => {
  const digest = createDigest(algorithm)
  for (const piece of ['', 'so', 'me ', '', 'bytes']) digest.update(Buffer.from(piece))
  expect(digest.digest()).toEqual(digestOf(algorithm, [Buffer.from('some bytes')]))
})
