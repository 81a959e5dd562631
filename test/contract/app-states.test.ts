import { expect, test } from 'vitest'
import { RECORD_WORDS } from '../../server/domain/file/states.ts'
import { ACCOUNT_FILTERS } from '../../server/domain/overview/account-filters.ts'
import { OUTSIDE_HOURS, PAUSES_FOR_ROOM, RESTS } from '../../server/domain/run/pause.ts'

const LWC = new URL('../../force-app/main/default/lwc/', import.meta.url)
const { STATES }: { STATES: Record<'switched' | 'copied' | 'toCopy' | 'attention', string[]> } = await import(
  new URL('docliftStates/docliftStates.js', LWC).href
)
const { PASSING }: { PASSING: string[] } = await import(new URL('docliftJob/passing.js', LWC).href)

test('the app and the service count the same states as needing attention and as switched', () => {
  expect(STATES.attention.toSorted()).toEqual(ACCOUNT_FILTERS['needs-attention'].toSorted())
  expect(STATES.switched.toSorted()).toEqual(ACCOUNT_FILTERS.switched.toSorted())
})

test('each state of a document is in exactly one group of the app', () => {
  expect(Object.values(STATES).flat().toSorted()).toEqual([...RECORD_WORDS].toSorted())
})

test('the app and the service agree on the pauses that pass by themselves', () => {
  expect(PASSING.toSorted()).toEqual([...PAUSES_FOR_ROOM, OUTSIDE_HOURS, ...RESTS].toSorted())
})
