import pg from 'pg'
import { openStage, type StageOptions } from '../stage.ts'
import type { Measured } from './budgets.ts'
import { type Cost, costOf } from './cost.ts'

const REPETITIONS = 5

/** Looks for changes over a ledger and an org of this size in which nothing changed, and says what each time cost. */
export async function measureCatchUps(options: StageOptions): Promise<Measured> {
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
  return { act: 'catch-up', records, costs }
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
