import { describe, expect, test } from 'vitest'
import { describeProofs } from '../../../server/domain/object/checksum.ts'
import {
  describeCapabilities,
  NOTHING_PROVEN,
  type StoreCapabilities,
} from '../../../server/domain/object/store-capabilities.ts'

const EVERYTHING: StoreCapabilities = {
  refusesWrong: { objects: ['sha256', 'md5', 'crc32'], parts: ['sha256', 'md5', 'crc32'] },
  keepsExisting: { objects: true, completions: true },
  keepsVersions: true,
}

describe('what a store proves, in words', () => {
  test('names the kinds that it refuses when wrong', () => {
    expect(describeCapabilities(EVERYTHING)).toBe(
      'It refuses wrong SHA-256, MD5 and CRC32. It leaves existing objects alone when told to. It keeps versions.',
    )
  })
  test('joins two kinds by a word', () => {
    const refusesWrong = { objects: ['md5', 'crc32'] as const, parts: ['md5', 'crc32'] as const }
    expect(describeCapabilities({ ...EVERYTHING, refusesWrong })).toContain('It refuses wrong MD5 and CRC32.')
  })
  test('says what is done instead where nothing is proven', () => {
    expect(describeCapabilities(NOTHING_PROVEN)).toBe(
      'It refuses no wrong checksum, so every object is read back and compared. It may overwrite existing objects although told not to, so Doclift looks first. It keeps no versions.',
    )
  })
  test('tells objects and parts apart when they differ', () => {
    const refusesWrong = { objects: ['sha256'] as const, parts: [] }
    expect(describeCapabilities({ ...EVERYTHING, refusesWrong })).toContain(
      'Of objects sent whole it refuses wrong SHA-256, of parts no wrong checksum, so they are read back and compared.',
    )
  })
  test('does not promise that existing objects stay when that holds for one way of writing only', () => {
    const keepsExisting = { objects: true, completions: false }
    expect(describeCapabilities({ ...EVERYTHING, keepsExisting })).toContain('Doclift looks first')
  })
})

describe('how copies were proven, in words', () => {
  test('counts each kind that occurred, the strongest first', () => {
    expect(describeProofs({ 'read-back': 3, sha256: 12, 'parts-md5': 1, crc32: 2 })).toBe(
      '12 by SHA-256, 2 by CRC32, 1 by MD5 of each part, 3 by reading back',
    )
  })
  test('is empty when nothing was copied', () => {
    expect(describeProofs({})).toBe('')
  })
})
