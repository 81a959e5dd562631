import { parseArgs } from 'node:util'

export interface FaultOptions {
  records: number
  /** Part of what a fault applies to that it strikes, 0 to 0.2. */
  share: number
  seed: string
}

/** Fewer have too few Accounts for a rollback of some of them. */
const FEWEST_RECORDS = 500
const MOST_RECORDS = 10_000_000
/** Above this hardly any request gets through all that lies in its way. */
const LARGEST_SHARE = 0.2
const SEED = /^[a-z0-9-]{1,40}$/

/**
 * What `npm run test:faults` was asked for; 20,000 records and 2 % when nothing is said.
 * @throws Error with the sentence to print
 */
export function readFaultOptions(args: readonly string[]): FaultOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      records: { type: 'string', default: '20000' },
      share: { type: 'string', default: '0.02' },
      seed: { type: 'string', default: 'bad-day' },
    },
  })
  return { records: readRecords(values.records), share: readShare(values.share), seed: readSeed(values.seed) }
}

function readRecords(given: string): number {
  const records = Number(given)
  if (Number.isInteger(records) && records >= FEWEST_RECORDS && records <= MOST_RECORDS) return records
  throw new Error(`--records must be a whole number from ${FEWEST_RECORDS} to ${MOST_RECORDS}; got "${given}".`)
}

function readShare(given: string): number {
  const share = Number(given)
  if (given.trim() !== '' && share >= 0 && share <= LARGEST_SHARE) return share
  throw new Error(`--share must be a number from 0 to ${LARGEST_SHARE}; got "${given}".`)
}

function readSeed(given: string): string {
  if (SEED.test(given)) return given
  throw new Error(`--seed must be one word of small letters, digits and hyphens; got "${given}".`)
}
