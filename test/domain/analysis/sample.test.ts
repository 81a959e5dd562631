import { expect, test } from 'vitest'
import { allocateSample, chooseStrata, OTHER_EXTENSIONS } from '../../../server/domain/analysis/sample.ts'
import { seededRandom } from './random.ts'

const total = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count, 0)

test('a sample has its size, at least two of each stratum, and never more than there are', () => {
  const random = seededRandom(7)
  for (let turn = 0; turn < 200; turn += 1) {
    const strata = Array.from({ length: 1 + Math.floor(random() * 15) }, (_, index) => ({
      stratum: `s${index}`,
      records: 1 + Math.floor(random() ** 6 * 1_000_000),
    }))
    const sizes = allocateSample(strata, 400)
    expect(total(sizes.values())).toBe(Math.min(400, total(strata.map(({ records }) => records))))
    for (const { stratum, records } of strata) {
      expect(sizes.get(stratum)).toBeLessThanOrEqual(records)
      expect(sizes.get(stratum)).toBeGreaterThanOrEqual(Math.min(2, records))
    }
  }
})

test('shares of a sample are like shares of the whole', () => {
  const sizes = allocateSample(
    [
      { stratum: 'pdf', records: 800_000 },
      { stratum: 'docx', records: 200_000 },
    ],
    400,
  )
  expect(sizes.get('pdf')).toBe(319)
  expect(sizes.get('docx')).toBe(81)
})

test('the most frequent extensions are strata of their own, the others are one together', () => {
  const extensions = Array.from({ length: 40 }, (_, index) => ({ stratum: `e${index}`, records: 1_000 - index }))
  const strata = chooseStrata(extensions, 400)
  expect(strata).toHaveLength(16)
  expect(strata[0]).toEqual({ stratum: 'e0', records: 1_000 })
  expect(strata.at(-1)).toEqual({
    stratum: OTHER_EXTENSIONS,
    records: total(extensions.slice(15).map((e) => e.records)),
  })
})

test('a small sample has few strata, and what is known is in none', () => {
  const extensions = [
    { stratum: 'pdf', records: 50 },
    { stratum: 'docx', records: 0 },
    { stratum: 'xml', records: 5 },
  ]
  expect(chooseStrata(extensions, 10)).toEqual([{ stratum: OTHER_EXTENSIONS, records: 55 }])
  expect(chooseStrata(extensions, 400).map(({ stratum }) => stratum)).toEqual(['pdf', 'xml'])
  expect(chooseStrata([], 400)).toEqual([])
})
