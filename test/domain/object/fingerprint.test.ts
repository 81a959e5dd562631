import { expect, test } from 'vitest'
import {
  formatFingerprint,
  isSameState,
  type SourceFingerprint,
  sourceOfFingerprint,
} from '../../../server/domain/object/fingerprint.ts'

const fingerprint = (change: Partial<SourceFingerprint> = {}): SourceFingerprint => ({
  source: 'vendor',
  etag: 'e1',
  versionId: 'v1',
  sizeBytes: 7,
  ...change,
})

test('the fingerprint of the vendor names no source, and that of any other does', () => {
  expect(formatFingerprint(fingerprint())).toBe('e1 v1 7')
  expect(formatFingerprint(fingerprint({ source: 's3', versionId: null }))).toBe('e1  7 s3')
})

test.each(['vendor', 's3', 'https'] as const)('it is known of a stored fingerprint that %s gave it', (source) => {
  expect(sourceOfFingerprint(formatFingerprint(fingerprint({ source })))).toBe(source)
  expect(sourceOfFingerprint(formatFingerprint(fingerprint({ source, etag: null, versionId: null })))).toBe(source)
})

test.each([{ etag: 'e2' }, { versionId: 'v2' }, { sizeBytes: 8 }])(
  'a source that shows %o instead has another document',
  (change) => {
    expect(isSameState('e1 v1 7', fingerprint(change))).toBe(false)
    expect(isSameState('e1 v1 7', fingerprint())).toBe(true)
  },
)

test('another source confirms a copy by the same tag and size, whatever its versions are called', () => {
  expect(isSameState('e1 v1 7', fingerprint({ source: 's3', versionId: null }))).toBe(true)
  expect(isSameState('e1 v1 7', fingerprint({ source: 's3', sizeBytes: 8 }))).toBe(false)
  expect(isSameState('e1 v1 7', fingerprint({ source: 's3', etag: 'e2' }))).toBe(false)
})

test('another source without a tag confirms nothing', () => {
  expect(isSameState('  7', fingerprint({ source: 's3', etag: null, versionId: null }))).toBe(false)
  expect(isSameState('  7', fingerprint({ etag: null, versionId: null }))).toBe(true)
})
