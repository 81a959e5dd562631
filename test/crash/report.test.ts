import { expect, test } from 'vitest'
import { formatPage, linesOf } from './report.ts'

const ORDER = [
  { group: 'Back-up', name: 'object: half sent' },
  { group: 'Back-up', name: 'copies: about to be stored' },
]

test('what happened at one point is one line, in the order of the points, whether it was reached or not', () => {
  const blow = { act: 'back_up', group: 'Back-up', name: 'copies: about to be stored' } as const
  const random = { act: 'back_up', group: 'Random instants', name: 'back_up' } as const
  const lines = linesOf(
    [
      { blow, wrong: [], note: '' },
      { blow: random, wrong: [], note: '' },
      { blow, wrong: ['a', 'b'], note: 'taken over after 11.2 s' },
    ],
    ORDER,
  )
  expect(lines).toEqual([
    { group: 'Back-up', name: 'object: half sent', times: 0, wrong: 0, notes: [] },
    {
      group: 'Back-up',
      name: 'copies: about to be stored',
      times: 2,
      wrong: 1,
      notes: ['taken over after 11.2 s'],
    },
    { group: 'Random instants', name: 'back_up', times: 1, wrong: 0, notes: [] },
  ])
})

test('the page tells how often each point was struck, what was found and what was left out', () => {
  const lines = [{ group: 'Disk full', name: 'switch: note of sending', times: 3, wrong: 0, notes: [] }]
  const page = formatPage({ seed: 'any', lines, skipped: ['Clocks (no reason)'] })
  expect(page).toContain('3 blows were struck and 0 violations found')
  expect(page).toContain('| switch: note of sending | 3 | 0 |')
  expect(page).toContain('- Clocks (no reason)')
})
