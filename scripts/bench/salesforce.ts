import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { DocliftApi } from '../demo/api.ts'
import { hasEnded } from '../demo/follow.ts'
import { type BenchOutcome, type BenchRow, spreadOf } from './result.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'

/** What one catch-up cost. */
interface CatchUpCost {
  apiCalls: number
  s3Requests: number
  /** From asking for it to its end. */
  seconds: number
}

const REPETITIONS = 5
const POLL_MS = 20
/** Of a catch-up over any number of records with nothing changed (docs/benchmarks.md). */
const BUDGET: CatchUpCost = { apiCalls: 10, s3Requests: 0, seconds: 5 }

/**
 * Looks for changes over a ledger and an org of this size in which nothing changed: what it costs in calls to Salesforce, in
 * requests to the store, and in time.
 */
export async function benchSalesforce(options: StageOptions): Promise<BenchOutcome> {
  await using running = new AsyncDisposableStack()
  const { records, say, signal } = options
  const stage = running.adopt(
    await openStage({ ...options, orgRecords: records, hasWorker: true, prepare: restLedger }),
    (it) => it.stop(),
  )
  say('Looking for changes once, to warm up')
  await catchUp(stage, signal)
  say(`Looking for changes ${REPETITIONS} times`)
  const costs: CatchUpCost[] = []
  while (costs.length < REPETITIONS) costs.push(await catchUp(stage, signal))
  const rows = toCatchUpRows(records, costs)
  return { rows, table: formatTable(rows), faults: faultsOfCatchUps(costs) }
}

/** The filled ledger has a back-up at work, and an inventory of another day: it is halted, and the inventory is of an hour ago. */
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

async function catchUp({ service: { api }, sandbox }: Stage, signal: AbortSignal): Promise<CatchUpCost> {
  signal.throwIfAborted()
  await sandbox.control.resetApiCalls()
  const requestsBefore = await sandbox.store.requests()
  const startedAtMs = performance.now()
  await followCatchUp(api, signal)
  const seconds = (performance.now() - startedAtMs) / 1_000
  const s3Requests = (await sandbox.store.requests()) - requestsBefore
  return { apiCalls: await sandbox.control.apiCalls(), s3Requests, seconds }
}

async function followCatchUp(api: DocliftApi, signal: AbortSignal): Promise<void> {
  const { id } = await api.startRun('catch_up', { kind: 'everything' })
  for (;;) {
    const { state, stopSentence } = await api.run(id)
    if (state === 'succeeded') return
    if (hasEnded({ state })) throw new Error(`Looking for changes ended as ${state}: ${stopSentence ?? 'no reason'}`)
    await wait(POLL_MS, undefined, { signal })
  }
}

export function toCatchUpRows(records: number, costs: readonly CatchUpCost[]): BenchRow[] {
  const row = (metric: string, unit: string, values: readonly number[]): BenchRow => {
    return { case: `catch-up ${records}`, subject: 'doclift', metric, unit, ...spreadOf(values) }
  }
  return [
    row(
      'API calls',
      'calls',
      costs.map((cost) => cost.apiCalls),
    ),
    row(
      'S3 requests',
      'requests',
      costs.map((cost) => cost.s3Requests),
    ),
    row(
      'time',
      's',
      costs.map((cost) => cost.seconds),
    ),
  ]
}

/** Calls are counted and must never be more than allowed; time varies with the machine, so its median counts. */
export function faultsOfCatchUps(costs: readonly CatchUpCost[]): string[] {
  const most = (values: readonly number[]) => Math.max(...values)
  const [calls, requests] = [most(costs.map((cost) => cost.apiCalls)), most(costs.map((cost) => cost.s3Requests))]
  const seconds = spreadOf(costs.map((cost) => cost.seconds)).median
  return [
    ...(calls > BUDGET.apiCalls ? [`A catch-up made ${calls} API calls; ${BUDGET.apiCalls} are allowed.`] : []),
    ...(requests > BUDGET.s3Requests ? [`A catch-up made ${requests} requests to the store; none is allowed.`] : []),
    ...(seconds > BUDGET.seconds ? [`A catch-up took ${seconds.toFixed(1)} s; ${BUDGET.seconds} s are allowed.`] : []),
  ]
}

function formatTable(rows: readonly BenchRow[]): string {
  const lines = rows.map(({ case: name, metric, unit, median, min, max }) =>
    [name.padEnd(18), metric.padEnd(12), median.toFixed(2).padStart(8), unit.padEnd(9), `${min}-${max}`].join(' '),
  )
  return `${lines.join('\n')}\n`
}
