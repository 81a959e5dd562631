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
    linkGeneration: 0,
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
test('a confirmed record at its target is not switched again', () => {
  const documentUrl = planSwitchItem(candidate({}), URLS, FIELD).targetUrl
  expect(reasonFor({ urlState: 'confirmed', documentUrl })).toBe('confirmed')
  expect(reasonFor({ urlState: 'original', documentUrl })).toBe('already-new-url')
})

describe('a confirmed record is switched again, from our own URL', () => {
  const { targetUrl } = planSwitchItem(candidate({}), URLS, FIELD)
  const confirmed = { urlState: 'confirmed' as const, documentUrl: targetUrl }
  const page = { lightningUrl: 'https://acme.lightning.force.com', namespace: 'c' }
  const links = {
    mode: 'link' as const,
    baseUrl: 'https://doclift.acme.example',
    key: { kid: '2026', secret: Buffer.alloc(32, 7) },
  }

  test('when the mode has changed to the page in the org', () => {
    expect(planSwitchItem(candidate(confirmed), { mode: 'org', page }, FIELD)).toMatchObject({
      expectedUrl: targetUrl,
      targetUrl: 'https://acme.lightning.force.com/lightning/cmp/c__docliftOpen?c__recordId=a1c000000000001AAA',
      leftOutReason: null,
    })
  })

  test('when its link was revoked, and not before', () => {
    const first = planSwitchItem(candidate(confirmed), links, FIELD)
    expect(first.targetUrl).toMatch(/^https:\/\/doclift\.acme\.example\/d\/[A-Za-z0-9_-]{22}$/)
    const linked = { ...confirmed, documentUrl: first.targetUrl }
    expect(planSwitchItem(candidate(linked), links, FIELD).leftOutReason).toBe('confirmed')
    const revoked = planSwitchItem(candidate({ ...linked, linkGeneration: 1 }), links, FIELD)
    expect(revoked).toMatchObject({ expectedUrl: first.targetUrl, leftOutReason: null })
    expect(revoked.targetUrl).not.toBe(first.targetUrl)
  })

  test('but not while it is held', () => {
    const item = planSwitchItem(candidate({ ...confirmed, isHeld: true }), links, FIELD)
    expect(item.leftOutReason).toBe('held')
  })

  test('and is left out with the reason when a link does not fit the field', () => {
    expect(planSwitchItem(candidate(confirmed), links, { maxCharacters: 52 }).leftOutReason).toBe('new-url-too-long')
    expect(planSwitchItem(candidate(confirmed), links, { maxCharacters: 53 }).leftOutReason).toBeNull()
  })
})
test('a URL that the field cannot hold is left out instead of being refused by the org', () => {
  expect(reasonFor({ objectKey: 'x'.repeat(300) })).toBe('new-url-too-long')
})
