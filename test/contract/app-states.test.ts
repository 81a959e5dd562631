import { expect, test } from 'vitest'
import { RECORD_WORDS } from '../../server/domain/file/states.ts'
import { ACCOUNT_FILTERS } from '../../server/domain/overview/account-filters.ts'

const MODULE = new URL('../../force-app/main/default/lwc/docliftStates/docliftStates.js', import.meta.url)
const { STATES }: { STATES: Record<'switched' | 'copied' | 'toCopy' | 'attention', string[]> } = await import(
  MODULE.href
)

test('the app and the service count the same states as needing attention and as switched', () => {
  expect(STATES.attention.toSorted()).toEqual(ACCOUNT_FILTERS['needs-attention'].toSorted())
  expect(STATES.switched.toSorted()).toEqual(ACCOUNT_FILTERS.switched.toSorted())
})

test('each state of a document is in exactly one group of the app', () => {
  expect(Object.values(STATES).flat().toSorted()).toEqual([...RECORD_WORDS].toSorted())
})
