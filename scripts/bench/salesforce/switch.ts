import pg from 'pg'
import type { StageOptions } from '../stage.ts'
import type { Measured } from './budgets.ts'
import { costOf, costOfAct, untilRun, untilSucceeded } from './cost.ts'
import { type EmptyStage, openEmpty } from './empty-stage.ts'
import { noteCopies } from './note-copies.ts'

/** Of each block of the stand-in's records so many are documents in scope (test/sandbox/catalogue/scheme.ts). */
const BLOCK = { records: 200, inScope: 161 } as const

/**
 * Switches exactly so many records and takes all of them back, through the API, the plan, the gate and the one door. No bytes
 * are copied: after a real inventory the ledger is told of copies, and the line of the gate that would open 200 of them is set
 * by hand; every other line is measured. Planning, gate, comparing and reading back are part of the figures.
 */
export async function* measureSwitch(options: StageOptions): AsyncGenerator<Measured> {
  await using running = new AsyncDisposableStack()
  const { records, say, signal } = options
  const count = records.toLocaleString('en')
  const inOrg = Math.ceil(records / BLOCK.inScope) * BLOCK.records
  const stage = await openEmpty(running, { ...options, records: inOrg })
  say(`Switching ${count} records and taking them back: first an inventory of ${inOrg.toLocaleString('en')}`)
  await costOf(stage, 'inventory', signal)
  await noteCopies(stage.ownerUrl, signal)
  say(`Switching ${count} records`)
  yield { act: 'switch', records, costs: [await costOfAct(stage, () => switchFirst(stage, records, signal))] }
  say(`Taking ${count} records back`)
  yield { act: 'rollback', records, costs: [await costOf(stage, 'roll_back', signal)] }
}

async function switchFirst(stage: EmptyStage, records: number, signal: AbortSignal): Promise<void> {
  const { api } = stage.service
  const { id } = await api.startRun('switch', { kind: 'everything' }, { firstRecords: records })
  const planned = await untilRun(stage, id, signal, (run) => run.planHash !== null || run.state === 'failed')
  if (planned.counts.planned !== records) {
    throw new Error(`Expected a plan of ${records} records; it has ${planned.counts.planned}.`)
  }
  await passLinks(stage.ownerUrl, id)
  await api.approve(id, planned.planHash ?? '')
  await untilSucceeded(stage, id, signal)
}

async function passLinks(ownerUrl: string, runId: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(
      `update evidence set outcome = 'passed', sentence = 'Set by the benchmark: there is nothing to open.'
       where run_id = $1 and item = 'links.resolve'`,
      [runId],
    )
  } finally {
    await client.end()
  }
}
