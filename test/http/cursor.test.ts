import { describe, expect, test } from 'vitest'
import { DEFAULT_PAGE_SIZE, type ListName, pageOptions, toPage } from '../../server/http/cursor.ts'

/** A key of each list as the ledger gives it. */
const KEYS: Readonly<Record<ListName, string>> = {
  accounts: '001000000000001AAA',
  records: 'a01000000000001AAA',
  items: 'a01000000000001AAA',
  runs: '14',
  tokens: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
  webhooks: '0197f3b2-4d10-7a52-8c3f-6e9d2b7a1f05',
  'dead-letters': '0197f3a0-8e3f-7c3e-9d52-1f0a4e8b7c44',
  drift: '31',
  deliveries: '17',
  'accounts:name': '001000000000001AAAnorthwind "traders"\n',
  'accounts:-name': '001000000000001AAA',
  'accounts:total': '001000000000001AAA2854',
  'accounts:-total': '001000000000001AAA0',
  'accounts:needsAttention': '001000000000001AAA0',
  'accounts:-needsAttention': '001000000000001AAA45',
  'accounts:lastActivityAt': '001000000000001AAA-infinity',
  'accounts:-lastActivityAt': '001000000000001AAA2026-03-01T12:00:00.000Z',
}
const LISTS = Object.keys(KEYS) as ListName[]

function cursorOf(list: ListName, key = KEYS[list]): string {
  return toPage(list, { items: [], nextCursor: key }, (item) => item).nextCursor ?? ''
}

describe('a cursor', () => {
  test.each(LISTS)('of the list %s leads on in it, and in no other list', (list) => {
    const cursor = cursorOf(list)
    expect(pageOptions(list, { limit: 3, cursor })).toEqual({ limit: 3, after: KEYS[list] })
    for (const other of LISTS.filter((one) => one !== list)) {
      expect(() => pageOptions(other, { cursor })).toThrow(expect.objectContaining({ code: 'api.malformed-cursor' }))
    }
  })

  test.each(["' or 1=1", '', '\u0000', '-1', '0', '9'.repeat(17), KEYS.tokens.toUpperCase()])(
    'with the key %j reaches no ledger',
    (key) => {
      for (const list of LISTS) {
        const cursor = cursorOf(list, key)
        expect(() => pageOptions(list, { cursor })).toThrow(expect.objectContaining({ code: 'api.malformed-cursor' }))
      }
    },
  )

  test.each(['', 'x', 'bnVsbA', 'W10', 'eyJhIjoxfQ', `${cursorOf('runs')}=`, ` ${cursorOf('runs')}`])(
    'that was not made here (%j) is refused',
    (cursor) => {
      expect(() => pageOptions('runs', { cursor })).toThrow(expect.objectContaining({ code: 'api.malformed-cursor' }))
    },
  )
})

test('a list without a query begins at its beginning, with a page of the usual size', () => {
  expect(pageOptions('runs', {})).toEqual({ limit: DEFAULT_PAGE_SIZE })
  expect(toPage('runs', { items: [1], nextCursor: null }, String)).toEqual({ items: ['1'], nextCursor: null })
})
