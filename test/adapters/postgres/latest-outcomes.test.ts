import { expect, test } from 'vitest'
import { openDatabase } from '../../../server/adapters/postgres/client.ts'
import { readLatestOutcomes } from '../../../server/adapters/postgres/sql/read-latest-outcomes.ts'
import { ACTOR, at, entries, type Ledger, openLedger, planItem, recordId } from './ledger.ts'

/** One statement for each kind of item; the later ones were settled later. */
const SETTLE = `
update run_items
set before_image_at = ?, outcome = ?, settled_at = ?, tried_at = ?, is_owning = false
where run_id = ? and record_id = any(string_to_array(?, ','))`

/** A switch of ten records: 1 and 2 refused, then 3 to 6 done, 7 in doubt, 8 tried as a canary. */
async function switchSome(ledger: Ledger) {
  await ledger.discover(entries(12))
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  const run = await ledger.begin(
    'switch',
    numbers.map((n) => planItem(n)),
  )
  const settle = (outcome: string | null, settledAt: Date | null, triedAt: Date | null, ...of: number[]) =>
    ledger.sql(SETTLE, [at(0), outcome, settledAt, triedAt, run.id, of.map(recordId).join()])
  await settle('refused', at(10), null, 1, 2)
  await settle('done', at(20), null, 3, 4, 5, 6)
  await settle('in_doubt', null, null, 7)
  await settle(null, null, at(30), 8)
  return run
}

test('the records that were settled last are counted by their outcome, with all that are in doubt', async () => {
  const ledger = await openLedger()
  const run = await switchSome(ledger)
  expect(await ledger.latestOutcomes(run.id, 100)).toEqual({ refused: 2, done: 5, in_doubt: 1 })
  expect(await ledger.latestOutcomes(run.id, 2)).toEqual({ done: 5, in_doubt: 1 })
  expect(await ledger.latestOutcomes(run.id, 6)).toEqual({ refused: 2, done: 5, in_doubt: 1 })
})

test('after a halt only what was settled since the resume counts, and a pause changes nothing', async () => {
  const ledger = await openLedger()
  const run = await switchSome(ledger)
  const reason = { code: 'x', sentence: 'x' }
  await ledger.pauseRun(run.id, ACTOR, at(15), reason)
  await ledger.resumeRun(run.id, ACTOR, at(15))
  expect(await ledger.latestOutcomes(run.id, 100)).toMatchObject({ refused: 2 })
  await ledger.haltRun(run.id, ACTOR, at(15), reason)
  await ledger.resumeRun(run.id, ACTOR, at(16))
  expect(await ledger.latestOutcomes(run.id, 100)).toEqual({ done: 5, in_doubt: 1 })
})

test('they are read from the end of an index alone, however many records the run has', async () => {
  const ledger = await openLedger()
  const run = await ledger.create('switch')
  await ledger.sql(
    `insert into run_items (run_id, record_id, account_id, before_image_at, outcome, settled_at)
     select ?, 'a1cKx' || lpad(n::text, 13, '0'), '', now(), 'done', now() + make_interval(secs => n)
     from generate_series(1, 20000) as n`,
    [run.id],
  )
  await ledger.sql('vacuum analyze run_items')
  expect(await planOf(ledger, run.id)).toMatch(/Index Only Scan Backward using run_items_settled/)
})

async function planOf(ledger: Ledger, runId: string): Promise<string> {
  const database = await openDatabase({ url: ledger.appUrl, maxConnections: 1 })
  const lines: string[] = []
  const explain = async (text: string, parameters?: readonly unknown[]) => {
    const rows = await database.rows<{ 'QUERY PLAN': string }>(`explain ${text}`, parameters)
    lines.push(...rows.map((row) => row['QUERY PLAN']))
    return []
  }
  await readLatestOutcomes({ rows: explain }, runId, 100).finally(() => database.close())
  return lines.join('\n')
}
