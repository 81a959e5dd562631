import { describe, expect, test } from 'vitest'
import { estimateTotal } from '../../../server/domain/analysis/estimate.ts'
import { allocateSample } from '../../../server/domain/analysis/sample.ts'
import { seededRandom, shuffle } from './random.ts'

describe('an estimate of the whole', () => {
  test('is exact, without width, when everything was seen', () => {
    const random = seededRandom(1)
    for (let turn = 0; turn < 50; turn += 1) {
      const strata = ['a', 'b', 'c'].map((name, index) => {
        const values = Array.from({ length: index * turn }, () => Math.floor(random() * 1e6))
        return { name, population: values.length, values }
      })
      const truth = strata.flatMap(({ values }) => values).reduce((sum, value) => sum + value, 0)
      expect(estimateTotal(strata)).toMatchObject({ total: truth, low: truth, high: truth, isExact: true })
    }
  })

  test('is weighted by the size of each stratum', () => {
    const estimate = estimateTotal([
      { name: 'pdf', population: 100, values: [10, 10] },
      { name: 'zip', population: 10, values: [1_000, 1_000] },
    ])
    expect(estimate).toMatchObject({ total: 11_000, low: 11_000, high: 11_000, isExact: false })
    expect(estimate.meanOf('zip')).toBe(1_000)
  })

  test('covers the truth in about 95 of 100 samples of populations like files', () => {
    const random = seededRandom(20_260_301)
    const turns = 1_000
    let covered = 0
    for (let turn = 0; turn < turns; turn += 1) covered += isCovered(random) ? 1 : 0
    expect(covered / turns).toBeGreaterThan(0.92)
    expect(covered / turns).toBeLessThan(0.98)
  })

  test('counts strata with too few values together with others instead of guessing their spread', () => {
    const estimate = estimateTotal([
      { name: 'pdf', population: 100, values: [10, 20, 30] },
      { name: 'odd', population: 5, values: [] },
    ])
    expect(estimate.total).toBe(105 * 20)
    expect(estimate.meanOf('odd')).toBe(20)
    expect(estimate.high).toBeGreaterThan(105 * 20)
  })

  test('is unknown when nothing was seen, and has no interval when one value was', () => {
    expect(estimateTotal([{ name: 'pdf', population: 9, values: [] }])).toMatchObject({ total: null, low: null })
    expect(estimateTotal([{ name: 'pdf', population: 9, values: [5] }])).toMatchObject({ total: 45, high: null })
  })

  test('is zero and exact when there is nothing', () => {
    expect(estimateTotal([])).toMatchObject({ total: 0, low: 0, high: 0, isExact: true })
  })

  test('is never below what was seen', () => {
    const estimate = estimateTotal([{ name: 'pdf', population: 4, values: [0, 0, 900] }])
    expect(estimate.low).toBe(900)
  })
})

/** One population of two kinds with moderately skewed sizes, one stratified sample of it. */
function isCovered(random: () => number): boolean {
  const strata = [
    { name: 'small', sizes: Array.from({ length: 1_500 }, () => 1_000 * Math.exp(0.6 * normal(random))) },
    { name: 'large', sizes: Array.from({ length: 500 }, () => 50_000 * Math.exp(0.4 * normal(random))) },
  ]
  const populations = strata.map(({ name, sizes }) => ({ stratum: name, records: sizes.length }))
  const wanted = allocateSample(populations, 200)
  const { low, high } = estimateTotal(
    strata.map(({ name, sizes }) => ({
      name,
      population: sizes.length,
      values: shuffle(sizes, random).slice(0, wanted.get(name)),
    })),
  )
  const truth = strata.flatMap(({ sizes }) => sizes).reduce((sum, size) => sum + size, 0)
  return (low ?? Number.POSITIVE_INFINITY) <= truth && truth <= (high ?? 0)
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
