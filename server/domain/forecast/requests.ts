import { countsAfterFirst, requestsOfCensus } from '../census/schedule.ts'
import { firstPollMs, pollsOf } from '../switch/polling.ts'
import type { VerificationLevel } from '../verification/verification.ts'
import type { CohortLoad } from './cohorts.ts'
import type { Forecastable, Rate } from './rates.ts'

/** How often each side is asked, by what the operations do (design.md sections 6 and 7); tries again are not counted. */
export interface Requests {
  salesforceCalls: number
  /** Of the daily allowance of Bulk API batches. */
  bulkBatches: number
  /** Pre-signed addresses asked for. */
  vendorCalls: number
  /** PUT requests at the store, parts of large objects included. */
  storePuts: number
  /** GET and HEAD requests at the store. */
  storeGets: number
}

export interface WorkLoad {
  records: number
  /** Accounts the records belong to. */
  accounts: number
  /** How thoroughly a verification looks; as the usual one does when left out. */
  level?: VerificationLevel
  /** Of a switch, in their order; one of all records when left out. */
  cohorts?: readonly CohortLoad[]
  /** Mean number of PUT requests for one object. */
  putsPerRecord: number
}

export interface SwitchShape {
  /** Items of one batch and rows of one ingest job. */
  batchItems: number
  /** Batches of up to this many items go by Collections. */
  collectionsUpTo: number
  pollMs: number
  /** API names of objects in which rows are counted that a switch sets off. */
  countedObjects: readonly string[]
}

const RECORDS_PER_READ = 2_000
const RECORDS_PER_COLLECTIONS_CALL = 200
const ROWS_PER_BULK_BATCH = 10_000
/** Read before, ask which org it is, write, read back. */
const CALLS_PER_COLLECTIONS_GROUP = 4
/** Ask which org it is, create, upload, close, the three lists of results, and delete. */
const CALLS_PER_INGEST_JOB = 8

const NONE: Requests = { salesforceCalls: 0, bulkBatches: 0, vendorCalls: 0, storePuts: 0, storeGets: 0 }

/** The requests of an operation over so many records. */
export function requestsOf(operation: Forecastable, load: WorkLoad, rate: Rate, shape: SwitchShape): Requests {
  const { records, putsPerRecord } = load
  if (records === 0) return NONE
  switch (operation) {
    case 'back_up':
      return { ...NONE, vendorCalls: records, storePuts: Math.round(records * putsPerRecord) }
    case 'verify':
      if (load.level === 'attested') return NONE
      return { ...NONE, vendorCalls: records, storeGets: records }
    case 'switch':
      return { ...NONE, ...withCensus(writesOfSwitch(load, rate, shape), load, shape) }
    case 'roll_back':
      return { ...NONE, ...writesOf(load, rate, shape) }
  }
}

/** Each cohort is cut into batches of its own, and a canary is written several times. */
function cohortsOf({ cohorts, records, accounts }: WorkLoad): readonly CohortLoad[] {
  return cohorts ?? [{ records, accounts, rounds: 1, soakMinutes: 0 }]
}

function withCensus({ salesforceCalls, bulkBatches }: Writes, load: WorkLoad, shape: SwitchShape): Writes {
  const { before, since } = requestsOfCensus(shape.countedObjects.length)
  const batches = cohortsOf(load).map(({ records }) => Math.ceil(records / shape.batchItems))
  const counts = countsAfterFirst(batches.reduce((sum, count) => sum + count, 0))
  return { salesforceCalls: salesforceCalls + before + since * counts, bulkBatches }
}

type Writes = Pick<Requests, 'salesforceCalls' | 'bulkBatches'>
type Size = Pick<WorkLoad, 'records' | 'accounts'>

function writesOfSwitch(load: WorkLoad, rate: Rate, shape: SwitchShape): Writes {
  const each = cohortsOf(load).map((cohort) => ({ rounds: cohort.rounds, ...writesOf(cohort, rate, shape) }))
  return {
    salesforceCalls: each.reduce((sum, { rounds, salesforceCalls }) => sum + rounds * salesforceCalls, 0),
    bulkBatches: each.reduce((sum, { rounds, bulkBatches }) => sum + rounds * bulkBatches, 0),
  }
}

function writesOf(load: Size, rate: Rate, shape: SwitchShape): Writes {
  const full = Math.floor(load.records / shape.batchItems)
  const rest = load.records - full * shape.batchItems
  const batches = [...(full > 0 ? [{ rows: shape.batchItems, times: full }] : []), { rows: rest, times: 1 }]
  const each = batches.map(({ rows, times }) => {
    const one = rows <= shape.collectionsUpTo ? collectionsOf(rows, load) : ingestOf(rows, rate, shape)
    return { calls: one.calls * times, bulkBatches: one.bulkBatches * times }
  })
  return {
    salesforceCalls: each.reduce((sum, { calls }) => sum + calls, 0),
    bulkBatches: each.reduce((sum, { bulkBatches }) => sum + bulkBatches, 0),
  }
}

/** One Account at a time, so many small Accounts cost more calls than one large one. */
function collectionsOf(rows: number, { records, accounts }: Size) {
  const groups = Math.max(Math.ceil(rows / RECORDS_PER_COLLECTIONS_CALL), Math.ceil((accounts * rows) / records))
  return { calls: CALLS_PER_COLLECTIONS_GROUP * Math.min(groups, rows), bulkBatches: 0 }
}

function ingestOf(rows: number, { recordsPerSecond }: Rate, { pollMs }: SwitchShape) {
  const reads = 2 * Math.ceil(rows / RECORDS_PER_READ)
  const polls = pollsOf((rows * 1_000) / recordsPerSecond, firstPollMs(rows, pollMs))
  return { calls: reads + CALLS_PER_INGEST_JOB + polls, bulkBatches: Math.ceil(rows / ROWS_PER_BULK_BATCH) }
}
