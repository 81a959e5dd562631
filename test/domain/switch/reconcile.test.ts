import { expect, test } from 'vitest'
import { reconcileResults } from '../../../server/domain/switch/reconcile.ts'

const row = (recordId: string, result: string) => ({ recordId, result })

test('a row that is in exactly one place has its result, in whatever order the rows come', () => {
  const results = reconcileResults(['a', 'b'], [row('b', 'refused'), row('a', 'written')])
  expect(results).toEqual(
    new Map([
      ['b', row('b', 'refused')],
      ['a', row('a', 'written')],
    ]),
  )
})

test('a row in two places, in none, or never uploaded has no result', () => {
  const results = [row('twice', 'written'), row('twice', 'refused'), row('stranger', 'written')]
  expect(reconcileResults(['twice', 'missing'], results)).toEqual(new Map())
})
