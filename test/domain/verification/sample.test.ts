import { expect, test } from 'vitest'
import { drawSample, placeInDraw } from '../../../server/domain/verification/sample.ts'
import { sampleProblem } from '../../../server/domain/verification/verification.ts'

const ids = Array.from({ length: 1_000 }, (_, n) => `a01${String(n).padStart(12, '0')}AAA`)
const draw = (sample: Parameters<typeof drawSample>[0], seed = 'run 1') => {
  const drawn = drawSample(
    sample,
    seed,
    ids.map((id) => placeInDraw(seed, id)),
  )
  return { ...drawn, taken: ids.filter((id) => drawn.has(id)) }
}

test('a sample of a number has exactly so many, and says of how many', () => {
  expect(draw({ records: 37 })).toMatchObject({ size: 37, of: 1_000 })
  expect(draw({ records: 37 }).taken).toHaveLength(37)
})

test('a sample of a share is rounded up', () => {
  expect(draw({ percentage: 5 }).taken).toHaveLength(50)
  expect(draw({ percentage: 0.01 }).taken).toHaveLength(1)
  expect(draw({ percentage: 100 }).taken).toHaveLength(1_000)
})

test('the same seed draws the same records, and another seed others', () => {
  expect(draw({ records: 100 }).taken).toEqual(draw({ records: 100 }).taken)
  const other = draw({ records: 100 }, 'run 2').taken
  expect(other.filter((id) => draw({ records: 100 }).taken.includes(id)).length).toBeLessThan(50)
})

test('a sample is spread over all records and not their beginning', () => {
  const { taken } = draw({ records: 200 })
  const inSecondHalf = taken.filter((id) => ids.indexOf(id) >= 500).length
  expect(inSecondHalf).toBeGreaterThan(60)
  expect(inSecondHalf).toBeLessThan(140)
})

test('never more than there are are drawn, and of nothing nothing', () => {
  expect(draw({ records: 5_000 })).toMatchObject({ size: 1_000, of: 1_000 })
  const none = drawSample({ percentage: 50 }, 'run 1', [])
  expect(none).toMatchObject({ size: 0, of: 0 })
  expect(none.has('a01000000000000AAA')).toBe(false)
})

test('records at the same place as the last one are taken only as far as the size allows', () => {
  const place = placeInDraw('run 1', 'twin')
  const drawn = drawSample({ records: 2 }, 'run 1', [place, place, place])
  expect(['twin', 'twin', 'twin'].map((id) => drawn.has(id))).toEqual([true, true, false])
})

test.each([
  [{ records: 11 }, 10, 'A sample of 11 records was asked for, and 10 records of the scope have a verified copy.'],
  [{ records: 2 }, 1, 'and 1 record of the scope has a verified copy.'],
  [{ records: 1 }, 0, 'and no record of the scope has a verified copy.'],
])('a sample of %j among %i copies is a problem', (sample, verified, words) => {
  expect(sampleProblem(sample, verified)).toContain(words)
})

test('a sample that fits, a share and no sample are none', () => {
  expect(sampleProblem({ records: 10 }, 10)).toBeNull()
  expect(sampleProblem({ percentage: 100 }, 0)).toBeNull()
  expect(sampleProblem(null, 0)).toBeNull()
})
