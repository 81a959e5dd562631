import { expect, test } from 'vitest'
import { toIsoTimestamp } from '../../../server/domain/org/timestamp.ts'

test.for([
  ['2026-01-26T09:26:51.000+0000', '2026-01-26T09:26:51.000Z'],
  ['2026-01-26T09:26:51.123Z', '2026-01-26T09:26:51.123Z'],
  ['2026-01-26T09:26:51Z', '2026-01-26T09:26:51.000Z'],
  ['2026-01-26T09:26:51.5+01:30', '2026-01-26T07:56:51.500Z'],
])('the moment %s of the org is %s', ([text = '', iso]) => {
  expect(toIsoTimestamp(text)).toBe(iso)
})

test.for([
  '',
  '2026-01-26',
  '2026-01-26T09:26:51',
  '2026-13-26T09:26:51Z',
  '26 January 2026',
  '2026-01-26T09:26:51.000+0000 ',
])('the text %j is no moment', (text) => {
  expect(toIsoTimestamp(text)).toBeUndefined()
})
