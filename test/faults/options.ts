import { parseArgs } from 'node:util'

/** Which side the faults are on: the org while links are switched, or source and destination while files are copied. */
const SIDES = ['org', 'copy'] as const
export type Side = (typeof SIDES)[number]

export interface FaultOptions {
  side: Side
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
 * What `npm run test:faults` was asked for; the org, 20,000 records and 2 % when nothing is said.
 * @throws Error with the sentence to print
 */
export function readFaultOptions(args: readonly string[]): FaultOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      records: { type: 'string', default: '20000' },
      share: { type: 'string', default: '0.02' },
      seed: { type: 'string', default: 'bad-day' },
    },
  })
  const { records, share, seed } = values
  return { side: readSide(positionals), records: readRecords(records), share: readShare(share), seed: readSeed(seed) }
}

/**
 * The same for a story inside a run of tests, where the environment says what differs from the usual.
 * @param records when the environment says nothing
 */
export function readStoryOptions(side: Side, records: string): FaultOptions {
  const { FAULT_RECORDS = records, FAULT_SHARE = '0.02', FAULT_SEED = 'bad-day' } = process.env
  return readFaultOptions([side, '--records', FAULT_RECORDS, '--share', FAULT_SHARE, '--seed', FAULT_SEED])
}

function readSide(given: readonly string[]): Side {
  const side = SIDES.find((one) => one === (given[0] ?? 'org'))
  if (side !== undefined && given.length <= 1) return side
  throw new Error(`The faults must be those of one of ${SIDES.join(', ')}; got "${given.join(' ')}".`)
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
