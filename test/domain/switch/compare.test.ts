import { describe, expect, test } from 'vitest'
import { type CurrentValue, compareBeforeWrite, settleByReading } from '../../../server/domain/switch/compare.ts'

const change = { expectedUrl: 'https://old.example/a', targetUrl: 'https://new.example/a' }

function holding(documentUrl: string | null): CurrentValue {
  return { documentUrl, systemModstamp: '2026-01-01T00:00:00.000Z', lastModifiedById: null, lastModifiedAt: null }
}

describe('before a write', () => {
  test('the expected value may be replaced', () => {
    expect(compareBeforeWrite(change, holding(change.expectedUrl))).toEqual({ action: 'write' })
  })
  test('a value that differs in one byte is a conflict', () => {
    const current = holding('https://old.example/A')
    expect(compareBeforeWrite(change, current)).toEqual({ action: 'conflict', code: 'switch.value-changed' })
  })
  test('a record that is gone is a conflict of its own', () => {
    expect(compareBeforeWrite(change, null)).toEqual({ action: 'conflict', code: 'switch.record-gone' })
  })
  test('a value that is already the new one needs no write', () => {
    expect(compareBeforeWrite(change, holding(change.targetUrl))).toEqual({ action: 'already-there' })
  })
  test('an empty text and no value are the same, because the platform stores both alike', () => {
    expect(compareBeforeWrite({ ...change, expectedUrl: '' }, holding(null))).toEqual({ action: 'write' })
  })
})

describe('settling a doubt by reading', () => {
  test('the new value proves the write', () => {
    expect(settleByReading(change, holding(change.targetUrl))).toBe('confirmed')
  })
  test('the old value proves that nothing was written', () => {
    expect(settleByReading(change, holding(change.expectedUrl))).toBe('not-written')
  })
  test('a third value is a conflict and is not touched', () => {
    expect(settleByReading(change, holding('https://third.example'))).toBe('conflict')
  })
})
