import { describe, expect, test } from 'vitest'
import { describeProofs } from '../../../server/domain/object/checksum.ts'
import {
  bestChecksum,
  describeCapabilities,
  NOTHING_PROVEN,
  type StoreCapabilities,
} from '../../../server/domain/object/store-capabilities.ts'

const EVERYTHING: StoreCapabilities = {
  refusesWrong: { objects: ['sha256', 'md5'], parts: ['sha256', 'md5'] },
  keepsExisting: { objects: true, completions: true },
  keepsVersions: true,
}

describe('the checksum to send', () => {
  test('is the strongest kind that is proven, in whatever order they were found', () => {
    expect(bestChecksum(['md5', 'sha256'])).toBe('sha256')
    expect(bestChecksum(['md5'])).toBe('md5')
  })
  test('is none where nothing is proven', () => {
    expect(bestChecksum([])).toBeUndefined()
  })
})

describe('what a store proves, in words', () => {
  test('names the kinds that it refuses when wrong', () => {
    expect(describeCapabilities(EVERYTHING)).toBe(
      'It refuses wrong SHA-256 and MD5. It leaves existing objects alone when told to. It keeps versions.',
    )
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
    expect(describeProofs({ 'read-back': 3, sha256: 12, 'parts-md5': 1 })).toBe(
      '12 by SHA-256, 1 by MD5 of each part, 3 by reading back',
    )
  })
  test('is empty when nothing was copied', () => {
    expect(describeProofs({})).toBe('')
  })
})
