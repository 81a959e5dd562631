import { expect, test } from 'vitest'
import { readFaultOptions } from './options.ts'

test('without a word twenty thousand records are switched while two of a hundred requests go wrong', () => {
  expect(readFaultOptions([])).toEqual({ side: 'org', records: 20_000, share: 0.02, seed: 'bad-day' })
})

test('side, records, share and seed are what was said', () => {
  const given = ['copy', '--records', '100000', '--share', '0.05', '--seed', 'worse-day']
  expect(readFaultOptions(given)).toEqual({ side: 'copy', records: 100_000, share: 0.05, seed: 'worse-day' })
})

test.each([
  [['--records', '10'], /--records must be a whole number/],
  [['--records', '1000.5'], /--records must be a whole number/],
  [['--share', '2'], /--share must be a number from 0 to 0.2/],
  [['--share', ''], /--share must be a number/],
  [['--seed', 'A day'], /--seed must be one word/],
  [['--speed', 'high'], /Unknown option/],
  [['vendor'], /must be those of one of org, copy; got "vendor"/],
  [['org', 'copy'], /must be those of one of/],
])('%j is refused with a sentence', (given, sentence) => {
  expect(() => readFaultOptions(given)).toThrow(sentence)
})
