import { parseArgs } from 'node:util'

export interface ScaleOptions {
  /** Entries of the document object, one size after the other, the smallest first. */
  sizes: readonly number[]
  /** Worker processes that work on each size. */
  workers: number
  /** How many workers are compared with one; nothing is compared when left out. */
  comparedWorkers: number | undefined
  /** Where the figures are written as JSON. */
  jsonFile: string | undefined
  /** Whether docs/scale.md is written anew. */
  writesDocs: boolean
}

/** One whole block of the stand-in's records, so that every kind is among them. */
const FEWEST_RECORDS = 200
const MOST_RECORDS = 10_000_000
const FEWEST_SIZES = 2
const MOST_WORKERS = 16
/** They end within five minutes on two cores. */
const USUAL_SIZES = '1000,4000,16000'

/**
 * What `npm run test:scale` was asked for.
 * @throws Error with the sentence to print
 */
export function readScaleOptions(args: readonly string[]): ScaleOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      records: { type: 'string', default: USUAL_SIZES },
      workers: { type: 'string', default: '1' },
      'compare-workers': { type: 'string' },
      json: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
    },
  })
  const compared = values['compare-workers']
  return {
    sizes: readSizes(values.records),
    workers: readWorkers('workers', values.workers, 1),
    comparedWorkers: compared === undefined ? undefined : readWorkers('compare-workers', compared, 2),
    jsonFile: values.json,
    writesDocs: values['write-docs'],
  }
}

function readSizes(given: string): number[] {
  const sizes = [...new Set(given.split(',').map(Number))].toSorted((a, b) => a - b)
  const areRight = sizes.every((size) => Number.isInteger(size) && size >= FEWEST_RECORDS && size <= MOST_RECORDS)
  if (areRight && sizes.length >= FEWEST_SIZES) return sizes
  throw new Error(
    `--records must be two or more different whole numbers from ${FEWEST_RECORDS} to ${MOST_RECORDS} with commas; got "${given}".`,
  )
}

function readWorkers(name: string, given: string, fewest: number): number {
  const workers = Number(given)
  if (Number.isInteger(workers) && workers >= fewest && workers <= MOST_WORKERS) return workers
  throw new Error(`--${name} must be a whole number from ${fewest} to ${MOST_WORKERS}; got "${given}".`)
}
