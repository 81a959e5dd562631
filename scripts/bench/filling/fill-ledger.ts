import pg from 'pg'
import { systemClock } from '../../../server/adapters/clock/system-clock.ts'
import { uuidIds } from '../../../server/adapters/clock/uuid-ids.ts'
import { openTrackingStore } from '../../../server/adapters/postgres/tracking-store.ts'
import { cutBatches } from '../../../server/domain/run/batches.ts'
import type { Actor } from '../../../server/domain/run/run.ts'
import type { TrackingStore } from '../../../server/ports/tracking-store.ts'
import { createEntries } from './entries.ts'
import * as statements from './statements.ts'

export interface FillOptions {
  ownerUrl: string
  appUrl: string
  records: number
  say: (line: string) => void
  signal: AbortSignal
  /** Called before the items of the active run are inserted. */
  beforeActiveRun?: (client: pg.Client) => Promise<void>
}

interface Stage extends FillOptions {
  client: pg.Client
  tracking: TrackingStore
}

/** Entries per statement: the counting triggers keep every row of a statement. */
const PAGE_ENTRIES = 50_000
/** As many items as a batch of copying has by default. */
const BATCH_ITEMS = 200
const PLAN_HASH = '0'.repeat(64)
/** The lines of the gate before a switch. */
const GATE_ITEMS = [
  'tracking.success-rate',
  'tracking.sources-fresh',
  'tracking.unchanged',
  'rollback.data-exported',
  'switch.urls-fit',
  'links.resolve',
]
const BENCH: Actor = { id: 'cli:bench', role: 'admin' }

/**
 * Fills a migrated, empty ledger: all records with their history, an inventory, a back-up with an item for each record, a
 * switch and a rollback that ended, and a back-up that is running.
 */
export async function fillLedger(options: FillOptions): Promise<void> {
  const client = new pg.Client({ connectionString: options.ownerUrl })
  await client.connect()
  const tracking = await openTrackingStore({ url: options.appUrl, ids: uuidIds(systemClock), maxConnections: 2 })
  try {
    await prepareSession(client)
    await createEntries(client, options.records)
    const stage = { ...options, client, tracking }
    await fillEnded(stage)
    await fillActive(stage)
    await client.query('vacuum analyze')
  } finally {
    await tracking.close()
    await client.end()
  }
}

/** The data is made again after a power cut, so nothing waits for the disk; the measured database does. */
async function prepareSession(client: pg.Client): Promise<void> {
  await client.query('set synchronous_commit = off')
  await client.query(`set work_mem = '128MB'`)
}

async function fillEnded(stage: Stage): Promise<void> {
  const { client, records } = stage
  await client.query(statements.INSERT_RUNS)
  await inPages(stage, statements.INSERT_RECORDS, 'records')
  await inPages(stage, statements.INSERT_HISTORY, 'history')
  await inPages(stage, statements.INSERT_BACK_UP_ITEMS, 'items of the back-up')
  await inPages(stage, statements.INSERT_SWITCH_ITEMS, 'items of the switch')
  await inPages(stage, statements.INSERT_ROLL_BACK_ITEMS, 'items of the rollback')
  await client.query('vacuum analyze file_records, run_items')
  await inPages(stage, statements.SETTLE_ITEMS, 'outcomes', [records])
  await client.query(statements.INSERT_EVIDENCE, [GATE_ITEMS])
  await client.query(statements.END_RUNS)
}

/** The active run is planned and started by the ledger itself. */
async function fillActive(stage: Stage): Promise<void> {
  const { client, tracking } = stage
  const request = { operation: 'back_up', scope: { kind: 'everything' }, isDryRun: false, limits: {} } as const
  const id = uuidIds(systemClock).next()
  const now = systemClock.now()
  await tracking.createRun({ ...request, id, profile: 'testing', settingsFingerprint: 'bench' }, BENCH, now)
  await stage.beforeActiveRun?.(client)
  await inPages(stage, statements.INSERT_ACTIVE_ITEMS, 'items of the active run', [id])
  await client.query('analyze run_items')
  const parts = cutBatches(await tracking.plannedAccounts(id), BATCH_ITEMS)
  await tracking.completePlan(id, { planHash: PLAN_HASH, parts, at: now })
  const start = { runId: id, planHash: PLAN_HASH, actor: BENCH, at: now, takesOwnership: true, judge: () => null }
  await tracking.startRun(start)
  await tracking.markRunning(id, now)
}

/** Runs a statement on page after page. Counters are folded all the while, as by a worker. */
async function inPages(
  { client, tracking, records, say, signal }: Stage,
  statement: string,
  what: string,
  parameters: readonly unknown[] = [],
): Promise<void> {
  const startedAtMs = Date.now()
  for (let from = 1; from <= records; from += PAGE_ENTRIES) {
    signal.throwIfAborted()
    await client.query(statement, [from, Math.min(from + PAGE_ENTRIES - 1, records), ...parameters])
    while ((await tracking.foldCounters()) > 0) signal.throwIfAborted()
  }
  say(`  ${what}: ${Math.round((Date.now() - startedAtMs) / 1_000)} s`)
}
