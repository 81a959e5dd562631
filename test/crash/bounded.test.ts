import { expect, test } from 'vitest'
import { bounded } from './bounded.ts'

test('what never ends is given up with its sentence', async () => {
  await expect(bounded(new Promise(() => {}), 1, 'It stood still.')).rejects.toThrow('It stood still.')
})

test('what ends in time ends as it would without a bound', async () => {
  expect(await bounded(Promise.resolve('done'), 60_000, 'It stood still.')).toBe('done')
  await expect(bounded(Promise.reject(new Error('broken')), 60_000, 'It stood still.')).rejects.toThrow('broken')
})
