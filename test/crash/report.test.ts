import { expect, test } from 'vitest'
import { formatPage, type Line, linesOf, neverStruck, tellTakeovers } from './report.ts'

const ORDER = [
  { group: 'Back-up', name: 'object: half sent' },
  { group: 'Back-up', name: 'copies: about to be stored' },
]

test('what happened at one point is one line, in the order of the points, whether it was reached or not', () => {
  const blow = { act: 'back_up', group: 'Back-up', name: 'copies: about to be stored' } as const
  const random = { act: 'back_up', group: 'Random instants', name: 'back_up' } as const
  const lines = linesOf(
    [
      { blow, wrong: [], note: '', takeoverSeconds: 6.5 },
      { blow: random, wrong: [], note: '' },
      { blow, wrong: ['a', 'b'], note: 'taken over after 11.2 s' },
    ],
    ORDER,
  )
  expect(lines).toEqual([
    line({ name: 'object: half sent' }),
    line({
      name: 'copies: about to be stored',
      times: 2,
      wrong: 1,
      notes: ['taken over after 11.2 s'],
      takeoverSeconds: [6.5],
    }),
    line({ group: 'Random instants', name: 'back_up', times: 1 }),
  ])
})

test('the page tells how often each point was struck, what was found, how soon others went on and what was left out', () => {
  const struck = line({ group: 'Disk full', name: 'switch', times: 3, takeoverSeconds: [9, 4.04, 5] })
  const wrong = line({ name: 'object', times: 2, wrong: 1 })
  const plays = [{ trial: 'Disk full', times: 2 }]
  const page = formatPage({ seed: 'any', lines: [struck, wrong, line({})], plays, skipped: ['Clocks (no reason)'] })
  expect(page).toContain('5 blows were struck and 1 violations found')
  expect(page).toContain('| switch | 3 | everything held | 5.0 s, 9.0 s |')
  expect(page).toContain('| object | 2 | 1 violations |  |')
  expect(page).toContain('| copies | 0 | not reached |  |')
  expect(page).toContain('| Disk full | 2 |')
  expect(page).toContain('- Clocks (no reason)')
})

test('a point that no story came to is named', () => {
  const reached = line({ name: 'object', times: 1 })
  expect(neverStruck([reached, line({ name: 'part' })])).toEqual([line({ name: 'part' })])
})

test('takeovers are told together, and that nothing was at work when it was not', () => {
  expect(tellTakeovers([line({ takeoverSeconds: [6, 7] }), line({ takeoverSeconds: [5] })])).toBe(
    '3 workers died with a task at work; it was at work again after 6.0 s in the median and 7.0 s at most.',
  )
  expect(tellTakeovers([line({})])).toBe('No worker died with a task at work.')
})

function line(facts: Partial<Line>): Line {
  return { group: 'Back-up', name: 'copies', times: 0, wrong: 0, notes: [], takeoverSeconds: [], ...facts }
}
