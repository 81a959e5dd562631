import { describe, expect, test } from 'vitest'
import { planSwitchItem, type SwitchCandidate } from '../../../server/domain/switch/plan.ts'

const URLS = { mode: 'object' as const, baseUrl: 'https://files.acme.example' }
const FIELD = { maxCharacters: 255 }

function candidate(changes: Partial<SwitchCandidate>): SwitchCandidate {
  return {
    recordId: 'a1c000000000001AAA',
    accountId: '001000000000001AAA',
    documentUrl: 'https://files.vendor.example/9f1c',
    outOfScopeReason: null,
    copyState: 'verified',
    urlState: 'original',
    isHeld: false,
    objectKey: 'doclift/001/Acme & Co/a1c/ab12/K-1 #2.pdf',
    extension: 'pdf',
    ...changes,
  }
}

function reasonFor(changes: Partial<SwitchCandidate>): string | null {
  return planSwitchItem(candidate(changes), URLS, FIELD).leftOutReason
}

test('a verified record gets its old and its percent-encoded new URL', () => {
  expect(planSwitchItem(candidate({}), URLS, FIELD)).toEqual({
    recordId: 'a1c000000000001AAA',
    accountId: '001000000000001AAA',
    expectedUrl: 'https://files.vendor.example/9f1c',
    targetUrl: 'https://files.acme.example/doclift/001/Acme%20%26%20Co/a1c/ab12/K-1%20%232.pdf',
    leftOutReason: null,
  })
})

describe('invariant 4: only verified objects are switched', () => {
  test.each(['discovered', 'restoring', 'copied', 'changed', 'missing', 'failed'] as const)(
    'a record that is %s is left out with that reason',
    (copyState) => expect(reasonFor({ copyState })).toBe(`not-verified: ${copyState}`),
  )
})

test('a held record is left out even when it is verified', () => {
  expect(reasonFor({ isHeld: true })).toBe('held')
})
test('a record out of scope keeps its own reason', () => {
  expect(reasonFor({ outOfScopeReason: 'no-account' })).toBe('no-account')
})
test('a conflicted record waits for a person', () => {
  expect(reasonFor({ urlState: 'conflicted' })).toBe('conflicted')
})
test('a record in doubt belongs to its run', () => {
  expect(reasonFor({ urlState: 'in_doubt' })).toBe('in-doubt')
})
test('a confirmed record is not switched again', () => {
  expect(reasonFor({ urlState: 'confirmed' })).toBe('confirmed')
})
test('a URL that the field cannot hold is left out instead of being refused by the org', () => {
  expect(reasonFor({ objectKey: 'x'.repeat(300) })).toBe('new-url-too-long')
})
