import { expect, test } from 'vitest'
import { foldCounters } from '../../../server/adapters/postgres/sql/fold-counters.ts'
import { COPY_STATES, OUT_OF_SCOPE_REASONS, recordWord, URL_STATES } from '../../../server/domain/file/states.ts'
import { ITEM_OUTCOMES } from '../../../server/domain/run/run.ts'
import { accountId, entries, entry, type Ledger, openLedger, planItem } from './ledger.ts'

test('the word of a record is the same in the database and in the domain', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(1))
  for (const copyState of COPY_STATES) {
    for (const urlState of URL_STATES) {
      for (const outOfScopeReason of [null, ...OUT_OF_SCOPE_REASONS]) {
        const [row] = await setState(ledger, copyState, urlState, outOfScopeReason)
        expect(row?.word ?? null).toBe(recordWord({ copyState, urlState, outOfScopeReason }))
      }
    }
  }
})

test('invariant 7: counters equal the records under concurrent changes, folded in between', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(300))
  await ledger.sql(PREPARE)
  const changes = Array.from({ length: 40 }, (_, seed) => ledger.sql(CHANGE, [seed, seed, seed, seed, seed]))
  const folds = Array.from({ length: 10 }, () => ledger.foldCounters())
  const reads = Array.from({ length: 10 }, async () => expect((await ledger.readOverview()).total).toBe(300))
  await Promise.all([...changes, ...folds, ...reads])
  await expectBalance(ledger)
  await ledger.foldCounters()
  expect(await ledger.sql('select 1 from counter_deltas')).toEqual([])
  await expectBalance(ledger)
})

test('invariant 7: counters equal the items of each run, after items were discarded too', async () => {
  const ledger = await openLedger()
  const runs = await Promise.all([ledger.create('back_up'), ledger.create('back_up'), ledger.create('back_up')])
  await Promise.all(
    runs.map((run, turn) =>
      ledger.addPlanItems(
        run.id,
        Array.from({ length: 100 }, (_, n) => planItem(n, { leftOutReason: n % 7 === turn ? 'held' : null })),
      ),
    ),
  )
  await Promise.all([
    ledger.discardPlan(runs[0]?.id ?? ''),
    ledger.foldCounters(),
    ...Array.from({ length: 20 }, (_, seed) => ledger.sql(SETTLE, [seed, seed, seed])),
  ])
  for (const run of runs) await expectItemBalance(ledger, run.id)
  await ledger.foldCounters()
  for (const run of runs) await expectItemBalance(ledger, run.id)
})

test('invariant 7: the items of each hour equal those that were settled in it, however often they changed', async () => {
  const ledger = await openLedger()
  const runs = await Promise.all([ledger.create('back_up'), ledger.create('switch')])
  for (const run of runs) {
    await ledger.addPlanItems(
      run.id,
      Array.from({ length: 100 }, (_, n) => planItem(n, { leftOutReason: n % 7 === 0 ? 'held' : null })),
    )
  }
  const changes = Array.from({ length: 20 }, (_, seed) => ledger.sql(SETTLE_AT, [seed, seed, seed, seed]))
  await Promise.all([...changes, ledger.foldCounters(), ledger.foldCounters()])
  await expectHourBalance(ledger)
  await ledger.foldCounters()
  await expectHourBalance(ledger)
})

test('folding says how many deltas it folded, and then there is nothing to fold', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(25))
  expect(await ledger.foldCounters()).toBeGreaterThan(0)
  expect(await ledger.foldCounters()).toBe(0)
})

test('folding what moved in thousands of Accounts compares none of them row by row, whatever the statistics say', async () => {
  const ledger = await openLedger()
  await ledger.sql('analyze counter_deltas')
  await ledger.discover(Array.from({ length: 3_000 }, (_, n) => entry(n, { accountId: accountId(n) })))
  await ledger.sql('analyze accounts')
  let plan = ''
  await foldCounters({
    rows: async (statement, parameters = []) => {
      const written = ['7355608003', '100000', `'{changed}'`]
      expect(parameters).toHaveLength(written.length)
      const explained = statement.replace(/\$(\d)/g, (_, number) => written[Number(number) - 1] ?? '')
      plan = JSON.stringify(await ledger.sql(`explain (analyze, timing off) ${explained}`))
      return []
    },
  })
  expect(plan).toContain('counter_deltas')
  expect(plan).not.toContain('Rows Removed by Join Filter')
})

test('a change that moves no counter leaves no delta', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(25))
  await ledger.foldCounters()
  await ledger.discover(entries(25))
  expect(await ledger.sql('select 1 from counter_deltas')).toEqual([])
})

function setState(ledger: Ledger, copyState: string, urlState: string, reason: string | null) {
  return ledger.sql<{ word: string | null }>(
    `update file_records set copy_state = ?, url_state = ?, out_of_scope_reason = ?, verified_at = now(),
       attestation = 'sha256', checksum_algorithm = 'sha256', checksum = repeat('a', 64), source_fingerprint = 'f', object_key = 'k',
       object_etag = 'e', object_size_bytes = 1
     returning word`,
    [copyState, urlState, reason],
  )
}

/** Every count a person can see, against the records themselves. */
async function expectBalance(ledger: Ledger): Promise<void> {
  const overview = await ledger.readOverview()
  expect(overview.byState).toEqual(await countBy(ledger, 'word', 'true'))
  expect(overview.outOfScope).toEqual(await countBy(ledger, 'out_of_scope_reason', 'true'))
  const [sums] = await ledger.sql<{ bytes: string; copies: string }>(
    `select coalesce(sum(object_size_bytes), 0) as bytes, count(*) as copies from file_records
     where copy_state = 'verified' and out_of_scope_reason is null`,
  )
  expect(overview.verifiedBytes).toBe(Number(sums?.bytes))
  expect((await ledger.coverageOf({ kind: 'everything' })).verified).toBe(Number(sums?.copies))
  for (const account of (await ledger.listAccounts({ limit: 200 })).items) {
    const mine = `account_id = '${account.accountId}'`
    expect(account.byState).toEqual(await countBy(ledger, 'word', mine))
    expect(account.outOfScope).toEqual(await countBy(ledger, 'out_of_scope_reason', mine))
  }
}

async function countBy(ledger: Ledger, column: string, condition: string): Promise<Record<string, number>> {
  const rows = await ledger.sql<{ name: string; count: string }>(
    `select ${column} as name, count(*) as count from file_records where ${condition} and ${column} is not null group by 1`,
  )
  return Object.fromEntries(rows.map((row) => [row.name, Number(row.count)]))
}

async function expectItemBalance(ledger: Ledger, runId: string): Promise<void> {
  const counts = await ledger.countsOf(runId)
  const [items] = await ledger.sql<{ planned: string; left_out: string; pending: string }>(
    `select count(*) filter (where left_out_reason is null) as planned,
       count(*) filter (where left_out_reason is not null) as left_out,
       count(*) filter (where left_out_reason is null and outcome is null) as pending
     from run_items where run_id = ?`,
    [runId],
  )
  const { planned, leftOut, pending } = counts
  expect({ planned, leftOut, pending }).toEqual({
    planned: Number(items?.planned),
    leftOut: Number(items?.left_out),
    pending: Number(items?.pending),
  })
  const settled = ITEM_OUTCOMES.reduce((sum, outcome) => sum + counts.outcomes[outcome], 0)
  expect(counts.planned).toBe(counts.pending + settled)
}

async function expectHourBalance(ledger: Ledger): Promise<void> {
  const [from, to] = [new Date('2026-01-01T00:00:00.000Z'), new Date('2026-01-02T00:00:00.000Z')]
  const settled = await ledger.sql<{ hour: string; name: string; items: string }>(
    `select date_trunc('hour', settled_at, 'UTC') as hour, operation || ':' || outcome as name, count(*) as items
     from run_items join runs on runs.id = run_id where settled_at is not null group by 1, 2`,
  )
  const counted = await ledger.readSeries({ by: 'hour', from, to })
  const rows = counted.flatMap((hour) => Object.entries(hour.counts).map(([name, items]) => [hour.from, name, items]))
  expect(rows.sort()).toEqual(
    settled.map(({ hour, name, items }) => [new Date(hour).toISOString(), name, Number(items)]).sort(),
  )
  expect(rows.length).toBeGreaterThan(0)
}

/** From here on any state is allowed for any record. */
const PREPARE = `
update file_records set verified_at = now(), attestation = 'sha256', checksum_algorithm = 'sha256', checksum = repeat('a', 64),
  source_fingerprint = 'f', object_key = record_id, object_etag = 'e', object_size_bytes = 1`

/** Changes a third of all records as a digest of the seed says, in one order so that none waits for another in a circle. */
const CHANGE = `
with chosen as (
  select record_id from file_records where hashtext(record_id || ?) % 3 = 0 order by record_id for no key update
)
update file_records as record set
  copy_state = (array['discovered', 'verified', 'changed', 'failed'])[1 + abs(hashtext(record.record_id || 'c' || ?)) % 4],
  url_state = (array['original', 'confirmed', 'conflicted'])[1 + abs(hashtext(record.record_id || 'u' || ?)) % 3],
  out_of_scope_reason = (array[null, null, 'folder', 'deleted'])[1 + abs(hashtext(record.record_id || 'r' || ?)) % 4],
  object_size_bytes = abs(hashtext(record.record_id || 'b' || ?)) % 1000
from chosen where record.record_id = chosen.record_id`

const SETTLE = `
with chosen as (
  select run_id, record_id from run_items
  where left_out_reason is null and hashtext(record_id || ?) % 3 = 0 order by run_id, record_id for no key update
)
update run_items as item set
  outcome = (array[null, 'done', 'failed', 'withdrawn'])[1 + abs(hashtext(item.record_id || 'o' || ?)) % 4],
  settled_at = case when abs(hashtext(item.record_id || 'o' || ?)) % 4 > 0 then now() end
from chosen where item.run_id = chosen.run_id and item.record_id = chosen.record_id`

/** The same, each item in some hour of a day; a few are unsettled again. */
const SETTLE_AT = `
with chosen as (
  select run_id, record_id from run_items
  where left_out_reason is null and hashtext(record_id || ?) % 3 = 0 order by run_id, record_id for no key update
)
update run_items as item set
  outcome = (array[null, 'done', 'failed', 'withdrawn'])[1 + abs(hashtext(item.record_id || 'o' || ?)) % 4],
  settled_at = case when abs(hashtext(item.record_id || 'o' || ?)) % 4 > 0
    then '2026-01-01T00:00:00Z'::timestamptz + make_interval(mins => abs(hashtext(item.record_id || 'm' || ?)) % 1440) end
from chosen where item.run_id = chosen.run_id and item.record_id = chosen.record_id`
