import pg from 'pg'
import type { BenchRow } from '../result.ts'
import { openStage, type StageOptions } from '../stage.ts'
import { type Cost, costOf, mostOf, toRows } from './cost.ts'

const REPETITIONS = 5
/** Of a catch-up over any number of records with nothing changed. */
const BUDGET: Cost = { apiCalls: 10, s3Requests: 0, seconds: 5 }

/** Looks for changes over a ledger and an org of this size in which nothing changed, and says what each time cost. */
export async function measureCatchUps(options: StageOptions): Promise<Cost[]> {
  await using running = new AsyncDisposableStack()
  const { records, say, signal } = options
  const stage = running.adopt(
    await openStage({ ...options, orgRecords: records, hasWorker: true, prepare: restLedger }),
    (it) => it.stop(),
  )
  say(`Looking for changes among ${records.toLocaleString('en')} records once to warm up, then ${REPETITIONS} times`)
  await costOf(stage, 'catch_up', signal)
  const costs: Cost[] = []
  while (costs.length < REPETITIONS) costs.push(await costOf(stage, 'catch_up', signal))
  return costs
}

/** The filled ledger has a back-up at work and an inventory of another day: one is halted, the other is of an hour ago. */
async function restLedger(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(`update runs set state = 'halted' where state = 'running'`)
    await client.query(`update runs set watermark = now() - interval '1 hour' where operation = 'inventory'`)
  } finally {
    await client.end()
  }
}

export function toCatchUpRows(records: number, costs: readonly Cost[]): BenchRow[] {
  return toRows(`catch-up ${records}`, costs)
}

/** Calls are counted and must never be more than allowed; time varies with the machine, so its median counts. */
export function faultsOfCatchUps(costs: readonly Cost[]): string[] {
  const { apiCalls, s3Requests, seconds } = mostOf(costs)
  return [
    ...(apiCalls > BUDGET.apiCalls ? [`A catch-up made ${apiCalls} API calls; ${BUDGET.apiCalls} are allowed.`] : []),
    ...(s3Requests > BUDGET.s3Requests
      ? [`A catch-up made ${s3Requests} requests to the store; none is allowed.`]
      : []),
    ...(seconds > BUDGET.seconds ? [`A catch-up took ${seconds.toFixed(1)} s; ${BUDGET.seconds} s are allowed.`] : []),
  ]
}
