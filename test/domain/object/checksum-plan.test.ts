import { describe, expect, test } from 'vitest'
import type { ChecksumAlgorithm } from '../../../server/domain/object/checksum.ts'
import { planParts, planWhole } from '../../../server/domain/object/checksum-plan.ts'
import { provenBy } from '../../contract/capabilities.ts'

const KINDS: readonly (readonly ChecksumAlgorithm[])[] = [
  ['crc32', 'md5', 'sha256'],
  ['crc32', 'md5'],
  ['md5'],
  ['crc32'],
  ['md5', 'sha256'],
  [],
]

describe('with SHA-256 of every copy', () => {
  test('the strongest proven kind is sent, whole and in parts, and SHA-256 is kept whatever is sent', () => {
    const sent = KINDS.map((kinds) => planWhole('sha256', provenBy(kinds)).sent)
    expect(sent).toEqual(['sha256', 'md5', 'md5', 'crc32', 'sha256', undefined])
    for (const kinds of KINDS) {
      expect(planWhole('sha256', provenBy(kinds)).kept).toBe('sha256')
      expect(planParts('sha256', provenBy(kinds))).toEqual(planWhole('sha256', provenBy(kinds)))
    }
  })
})

describe('with the fastest checksum', () => {
  test('the proven kind that takes least is sent and kept; what has to be read back is compared by SHA-256', () => {
    const plans = KINDS.map((kinds) => planWhole('fastest', provenBy(kinds)))
    expect(plans.map(({ sent }) => sent)).toEqual(['crc32', 'crc32', 'md5', 'crc32', 'sha256', undefined])
    expect(plans.map(({ kept }) => kept)).toEqual(['crc32', 'crc32', 'md5', 'crc32', 'sha256', 'sha256'])
  })
  test('of an object in parts the CRC32 of the whole is kept, because no kind of the parts is one of the whole', () => {
    const plans = KINDS.map((kinds) => planParts('fastest', provenBy(kinds)))
    expect(plans.map(({ sent }) => sent)).toEqual(['crc32', 'crc32', 'md5', 'crc32', 'sha256', undefined])
    expect(plans.map(({ kept }) => kept)).toEqual(['crc32', 'crc32', 'crc32', 'crc32', 'crc32', 'sha256'])
  })
})

test('what proves whole objects is not taken for a proof of parts', () => {
  const capabilities = { ...provenBy([]), refusesWrong: { objects: ['crc32'] as const, parts: ['md5'] as const } }
  expect(planWhole('fastest', capabilities).sent).toBe('crc32')
  expect(planParts('fastest', capabilities).sent).toBe('md5')
  expect(planParts('sha256', capabilities).sent).toBe('md5')
})
