import { describe, expect, test } from 'vitest'
import { DRIFT_KINDS, type DriftFinding, isVendorUrl, recommendationFor } from '../../../server/domain/drift/drift.ts'
import { URL_STATES } from '../../../server/domain/file/states.ts'

const finding: DriftFinding = {
  number: 31,
  kind: 'new-vendor-url',
  recordId: 'a01000000000001AAA',
  recordName: 'Contract.pdf',
  accountId: null,
  accountName: null,
  urlState: 'original',
  seenAt: '2026-03-02T06:00:03.120Z',
  runId: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
  runNumber: 15,
  oldValue: 'https://files.vendor.example/a',
  newValue: 'https://files.vendor.example/b',
  resolvedAt: null,
}

describe('what to do about a finding', () => {
  test('is told in whole sentences for each kind, before and after the switch', () => {
    for (const kind of DRIFT_KINDS) {
      for (const urlState of URL_STATES) {
        expect(recommendationFor({ ...finding, kind, urlState })).toMatch(/^[A-Z].*\.$/)
      }
    }
  })

  test('says after the switch that Doclift leaves the new link alone', () => {
    expect(recommendationFor(finding)).not.toContain('leaves it alone')
    expect(recommendationFor({ ...finding, urlState: 'conflicted' })).toContain('leaves it alone')
  })

  test('is nothing once the finding is resolved', () => {
    const resolvedAt = '2026-03-02T07:00:00.000Z'
    expect(recommendationFor({ ...finding, urlState: 'conflicted', resolvedAt })).toBe('Nothing is left to do.')
  })
})

test.each([
  ['https://files.vendor.example/a', true],
  ['https://FILES.vendor.example/a?x=1', true],
  ['https://files.vendor.example.evil.example/a', false],
  ['files.vendor.example/a', true],
  ['', false],
  [null, false],
])('%j leads to the vendor: %s', (url, isTheirs) => {
  expect(isVendorUrl(url, ['files.vendor.example'])).toBe(isTheirs)
})
