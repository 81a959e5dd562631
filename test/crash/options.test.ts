import { expect, test } from 'vitest'
import { readCrashOptions } from './options.ts'

test('without a word two hundred workers are killed and no page is written', () => {
  expect(readCrashOptions([])).toEqual({ kills: 200, seed: 'power-cut', writesDocs: false })
})

test('a run can be made longer, repeated by its seed and written down', () => {
  expect(readCrashOptions(['--kills', '5000', '--seed', 'night-3', '--write-docs'])).toEqual({
    kills: 5_000,
    seed: 'night-3',
    writesDocs: true,
  })
})

test.each([[['--kills', '0']], [['--kills', 'many']], [['--seed', 'Night 3']], [['--deaths', '3']]])(
  'what cannot be played is refused: %s',
  (args) => expect(() => readCrashOptions(args)).toThrow(),
)
