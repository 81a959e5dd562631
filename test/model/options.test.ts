import { expect, test } from 'vitest'
import { readModelOptions } from './options.ts'

test('without options four different sequences make ten thousand steps together', () => {
  const { steps, seeds } = readModelOptions([])
  expect(steps * seeds.length).toBe(10_000)
  expect(new Set(seeds).size).toBe(4)
})

test('steps and seeds are taken as they are given', () => {
  expect(readModelOptions(['--steps', '300', '--seeds', 'a,b-2'])).toEqual({ steps: 300, seeds: ['a', 'b-2'] })
})

test.each(['0', '99', '1.5', 'many'])('so many steps (%s) are refused with what is expected', (steps) => {
  expect(() => readModelOptions(['--steps', steps])).toThrow(/--steps must be a whole number from 100 .* got/)
})

test.each(['', 'a,,b', 'a,a', 'A', '../a'])('such seeds (%s) are refused with what is expected', (seeds) => {
  expect(() => readModelOptions(['--seeds', seeds])).toThrow(/--seeds must be different words .* got/)
})
