import { describe, expect, test } from 'vitest'
import { planRelease, type ReleaseSubject } from '../../../server/domain/rollback/release.ts'

const RULES = {
  documentType: 'Document',
  vendorHosts: ['vendor.example'],
  destinationHost: 'files.example',
  fileTypes: [],
  maxFileSizeBytes: 1_000,
}
const subject = (given: Partial<ReleaseSubject>): ReleaseSubject => ({
  accountId: '001000000000001AAA',
  name: 'Name.pdf',
  documentUrl: 'https://vendor.example/a',
  type: 'Document',
  isHeld: false,
  urlState: 'rolled_back',
  copyState: 'verified',
  outOfScopeReason: null,
  ownWrites: [],
  ...given,
})

const switchTo = (writtenUrl: string) => ({
  runId: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
  operation: 'switch' as const,
  beforeImage: 'https://vendor.example/a',
  writtenUrl,
})

describe('planRelease', () => {
  test('leaves a held record as it is, but for its hold', () => {
    const released = planRelease(subject({ isHeld: true }), RULES)
    expect(released).toEqual({ urlState: 'rolled_back', copyState: 'verified', outOfScopeReason: null })
  })

  test.each(['original', 'confirmed', 'refused', 'in_doubt', 'switched', 'rolled_back'] as const)(
    'gives nothing for a record that is %s and not held',
    (urlState) => {
      expect(planRelease(subject({ urlState }), RULES)).toBeNull()
    },
  )

  test('takes a conflicted record for ours again when the link is the one that was written', () => {
    const documentUrl = 'https://files.example/a'
    const released = planRelease(
      subject({ urlState: 'conflicted', documentUrl, ownWrites: [switchTo(documentUrl)] }),
      RULES,
    )
    expect(released).toEqual({ urlState: 'confirmed', copyState: 'verified', outOfScopeReason: null })
  })

  test('has the document of a conflicted record copied anew, for it may be another one', () => {
    const released = planRelease(
      subject({ urlState: 'conflicted', ownWrites: [switchTo('https://files.example/a')] }),
      RULES,
    )
    expect(released).toEqual({ urlState: 'original', copyState: 'changed', outOfScopeReason: null })
  })

  test.each([
    ['https://elsewhere.example/a', 'foreign-host'],
    [null, 'no-url'],
  ])('puts a conflicted record with the link %j out of scope as %s', (documentUrl, reason) => {
    const released = planRelease(subject({ urlState: 'conflicted', documentUrl }), RULES)
    expect(released?.outOfScopeReason).toBe(reason)
  })

  test('leaves a deleted record deleted, whatever its link', () => {
    const released = planRelease(subject({ urlState: 'conflicted', outOfScopeReason: 'deleted' }), RULES)
    expect(released?.outOfScopeReason).toBe('deleted')
  })
})
