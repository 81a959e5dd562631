import { expect, test } from 'vitest'
import { describeFindings } from '../../../server/domain/verification/findings.ts'
import { hasKnownBytes, isKnownObject } from '../../../server/domain/verification/look.ts'
import { type ProofFacts, proofGap } from '../../../server/domain/verification/proof.ts'

const checksum = { algorithm: 'sha256', value: 'a'.repeat(64) } as const
const proven: ProofFacts = {
  copyState: 'verified',
  objectKey: 'doclift/a.pdf',
  objectEtag: 'e1',
  objectSizeBytes: 100,
  checksum,
  attestation: 'sha256',
  sourceFingerprint: 'e0 v0 100',
}

test('a copy with key, ETag, size, checksum, attestation and fingerprint is proven', () => {
  expect(proofGap(proven)).toBeNull()
  expect(proofGap({ ...proven, sourceFingerprint: 'e0  100 https' })).toBeNull()
})

test.each([
  [{ copyState: 'changed' }, 'its copy is "changed"'],
  [{ objectKey: null }, 'its key is not known'],
  [{ objectEtag: null }, 'its ETag is not known'],
  [{ objectSizeBytes: null }, 'its size is not known'],
  [{ checksum: null }, 'its checksum is not known'],
  [{ attestation: null }, 'its attestation is not known'],
  [{ sourceFingerprint: null }, 'its source fingerprint is not known'],
  [{ objectSizeBytes: 99 }, 'its size is not the one that the source gave'],
  [{ sourceFingerprint: 'nonsense' }, 'its size is not the one that the source gave'],
] as const)('%j is a gap in the proof', (change, gap) => {
  expect(proofGap({ ...proven, ...change })).toBe(gap)
})

const known = { objectEtag: 'e1', objectVersionId: 'v1', objectSizeBytes: 100, checksum }
const seen = { etag: 'e1', versionId: 'v1', sizeBytes: 100 }

test('an object is the known one when ETag, size and version agree', () => {
  expect(isKnownObject(known, seen)).toBe(true)
  for (const change of [{ etag: 'e2' }, { sizeBytes: 99 }, { versionId: 'v2' }]) {
    expect(isKnownObject(known, { ...seen, ...change })).toBe(false)
  }
})

test('a version id counts only where both sides have one', () => {
  expect(isKnownObject(known, { ...seen, versionId: null })).toBe(true)
  expect(isKnownObject({ ...known, objectVersionId: null }, seen)).toBe(true)
})

test('bytes are the known ones by checksum and size, and never without a checksum', () => {
  expect(hasKnownBytes(known, { sizeBytes: 100, checksum })).toBe(true)
  expect(hasKnownBytes(known, { sizeBytes: 99, checksum })).toBe(false)
  expect(hasKnownBytes(known, { sizeBytes: 100, checksum: { ...checksum, value: 'b'.repeat(64) } })).toBe(false)
  expect(hasKnownBytes({ ...known, checksum: null }, { sizeBytes: 100, checksum })).toBe(false)
})

test('findings are told in words, and none are told as nothing', () => {
  expect(describeFindings({ healed: 3, missing: 2, differs: 1 })).toBe(
    '2 missing from the bucket, 1 different in the bucket, 3 healed',
  )
  expect(describeFindings({})).toBe('')
})
