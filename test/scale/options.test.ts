import { expect, test } from 'vitest'
import { readScaleOptions } from './options.ts'

test('sizes are sorted, and the usual ones fit into the checks of a change', () => {
  expect(readScaleOptions([])).toEqual({
    sizes: [1_000, 4_000, 16_000],
    workers: 1,
    comparedWorkers: undefined,
    jsonFile: undefined,
    writesDocs: false,
  })
  const given = [
    '--records',
    '100000,10000',
    '--workers',
    '2',
    '--compare-workers',
    '4',
    '--json',
    'scale.json',
    '--write-docs',
  ]
  expect(readScaleOptions(given)).toEqual({
    sizes: [10_000, 100_000],
    workers: 2,
    comparedWorkers: 4,
    jsonFile: 'scale.json',
    writesDocs: true,
  })
})

test.for([
  ['--records', '10000'],
  ['--records', '10000,10000'],
  ['--records', '100,1000'],
  ['--records', '1000,many'],
  ['--records', '1000,'],
  ['--workers', '0'],
  ['--workers', '1.5'],
  ['--compare-workers', '1'],
  ['--million'],
])('what makes no sense is refused: %s %s', (args) => {
  expect(() => readScaleOptions(args)).toThrow()
})
