import { expect, test } from 'vitest'
import { migrateDatabase, undoMigration } from '../../../db/migrate.ts'
import { openDatabase } from '../../../server/adapters/postgres/client.ts'
import { listAccountRows } from '../../../server/adapters/postgres/sql/list-accounts.ts'
import { ACCOUNT_SORTS, type AccountSort, parseAccountSort } from '../../../server/domain/overview/account-sorts.ts'
import type { AccountView } from '../../../server/ports/tracking/reads.ts'
import { accountId, entries, entry, type Ledger, openLedger } from './ledger.ts'

const NAMES = ['zebra', 'Émile & Fils', 'eduard', 'Ezra', 'emile & fils', '100%', '<b>Acme</b>']

/** An Account for each name; the n-th has n + 1 records, of which every third has failed. */
async function openNamed(): Promise<Ledger> {
  const ledger = await openLedger()
  const page = NAMES.flatMap((accountName, n) =>
    Array.from({ length: n + 1 }, (_, m) => entry(n * 10 + m, { accountId: accountId(n), accountName })),
  )
  await ledger.discover(page)
  await ledger.sql(`update file_records set copy_state = 'failed' where right(name, 5) in ('2.pdf', '5.pdf')`)
  await ledger.foldCounters()
  return ledger
}

async function readAll(ledger: Ledger, sort: AccountSort, limit = 2): Promise<AccountView[]> {
  const items: AccountView[] = []
  let after: string | null | undefined
  while (after !== null) {
    const page = await ledger.listAccounts({ limit, sort, ...(after === undefined ? {} : { after }) })
    items.push(...page.items)
    after = page.nextCursor
  }
  return items
}

const namesOf = (accounts: readonly AccountView[]) => accounts.map(({ name }) => name)

test('Accounts are sorted by name without regard to case and accents', async () => {
  const ledger = await openNamed()
  const sorted = ['100%', '<b>Acme</b>', 'eduard', 'Émile & Fils', 'emile & fils', 'Ezra', 'zebra']
  expect(namesOf(await readAll(ledger, 'name'))).toEqual(sorted)
  expect(namesOf(await readAll(ledger, '-name'))).toEqual(sorted.toReversed())
})

test.each(ACCOUNT_SORTS)('page by page, the sort %s gives every Account once and in order', async (sort) => {
  const ledger = await openNamed()
  const accounts = await readAll(ledger, sort)
  expect(accounts.map((account) => account.accountId).toSorted()).toEqual(NAMES.map((_, n) => accountId(n)))
  const { key, isDescending } = parseAccountSort(sort)
  if (key === 'name') return
  const values = accounts.map((account) => account[key] ?? '')
  const ascending = isDescending ? values.toReversed() : values
  expect(ascending).toEqual(values.toSorted((one, other) => (one < other ? -1 : Number(one > other))))
})

test('a filter and a part of the name hold in every order', async () => {
  const ledger = await openNamed()
  const listed = async (options: object) => namesOf((await ledger.listAccounts({ limit: 9, ...options })).items)
  expect(await listed({ name: 'EMILE', sort: '-total' })).toEqual(['emile & fils', 'Émile & Fils'])
  expect(await listed({ name: 'émile', filter: 'needs-attention', sort: 'total' })).toEqual(['emile & fils'])
  expect(await listed({ name: '%' })).toEqual(['100%'])
  expect(await listed({ name: `'; drop table accounts` })).toEqual([])
})

test('an Account that changes between two pages moves no other', async () => {
  const ledger = await openNamed()
  const first = await ledger.listAccounts({ limit: 3, sort: 'total' })
  await ledger.discover(Array.from({ length: 9 }, (_, m) => entry(200 + m, { accountId: accountId(2) })))
  await ledger.foldCounters()
  const second = await ledger.listAccounts({ limit: 9, sort: 'total', after: first.nextCursor ?? '' })
  expect(second.items.map(({ total }) => total)).toEqual([4, 5, 6, 7, 12])
})

test('last activity is when something happened to a record, not when it was found or seen again', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(25))
  await ledger.foldCounters()
  await ledger.discover(entries(25))
  await ledger.foldCounters()
  const activity = async () => (await readAll(ledger, 'name')).map(({ lastActivityAt }) => lastActivityAt)
  expect(await activity()).toEqual([null, null, null])
  await ledger.verify(3, 25)
  await ledger.foldCounters()
  const [copied, other] = await activity()
  expect([copied, other]).toEqual([expect.stringMatching(/^20.*Z$/), null])
  await ledger.switch(3)
  await ledger.foldCounters()
  expect((await activity())[0]! > copied!).toBe(true)
  expect((await readAll(ledger, '-lastActivityAt'))[0]?.accountId).toBe(accountId(0))
})

test('a record that fails again is an activity, though no counter moves', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(1))
  const fail = (at: string) => ledger.sql(`update file_records set copy_state = 'failed', failed_at = ?`, [at])
  await fail('2026-03-01T10:00:00Z')
  await ledger.foldCounters()
  const before = (await ledger.getAccount(accountId(0)))?.lastActivityAt
  await fail('2026-03-01T11:00:00Z')
  await ledger.foldCounters()
  const after = (await ledger.getAccount(accountId(0)))?.lastActivityAt
  expect(String(after) > String(before)).toBe(true)
})

test('what Accounts are sorted by equals their counters, while inventories and folds go on at once', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(200))
  const change = (seed: number) =>
    ledger.sql(
      `with chosen as (
         select record_id from file_records where hashtext(record_id || ?) % 3 = 0 order by record_id for no key update
       )
       update file_records as record
       set copy_state = (array['discovered', 'failed', 'missing'])[1 + abs(hashtext(record.record_id || ?)) % 3]
       from chosen where chosen.record_id = record.record_id`,
      [seed, seed],
    )
  const moved = entries(200).map((one, n) => ({ ...one, accountId: accountId(n % 20) }))
  await Promise.all([
    ...Array.from({ length: 20 }, (_, seed) => change(seed)),
    ...Array.from({ length: 10 }, () => ledger.foldCounters()),
    ledger.discover(moved, 1),
    ledger.discover(moved.toReversed(), 2),
  ])
  await ledger.foldCounters()
  expect(await ledger.sql('select 1 from counter_deltas')).toEqual([])
  for (const { accountId: id, total, needsAttention } of await readAll(ledger, 'total', 200)) {
    const [row] = await ledger.sql('select record_count, attention_count from accounts where account_id = ?', [id])
    expect(row).toEqual({ record_count: String(total), attention_count: String(needsAttention) })
  }
})

test('an installation from before the sorting gets what its counters and records prove', async () => {
  const ledger = await openNamed()
  await ledger.verify(0)
  await ledger.foldCounters()
  const columns = 'select account_id, record_count, attention_count from accounts order by account_id'
  const before = await ledger.sql(columns)
  for (let undone: string | undefined; undone !== '0013-account-order'; ) undone = await undoMigration(ledger)
  await migrateDatabase({ ownerUrl: ledger.ownerUrl, appRole: 'doclift_app' })
  expect(await ledger.sql(columns)).toEqual(before)
  expect((await ledger.getAccount(accountId(0)))?.lastActivityAt).not.toBeNull()
  expect((await ledger.getAccount(accountId(1)))?.lastActivityAt).toBeNull()
})

test.each(ACCOUNT_SORTS)('26,000 Accounts in the order %s are read from an index, without sorting', async (sort) => {
  const ledger = await openLedger()
  await ledger.sql(FILL)
  await ledger.sql('analyze accounts')
  const page = await ledger.listAccounts({ limit: 200, sort })
  expect(page.items).toHaveLength(200)
  for (const position of [{}, { after: page.nextCursor ?? '' }]) {
    const plan = await planOf(ledger, { limit: 200, sort, ...position })
    expect(plan).toMatch(/Index Scan (Backward )?using accounts_by_/)
    expect(plan).not.toContain('Sort')
  }
})

/** How the database would read a page. */
async function planOf(ledger: Ledger, options: Parameters<typeof listAccountRows>[1]): Promise<string> {
  const database = await openDatabase({ url: ledger.appUrl, maxConnections: 1 })
  const lines: string[] = []
  const explain = async (text: string, parameters?: readonly unknown[]) => {
    const rows = await database.rows<{ 'QUERY PLAN': string }>(`explain ${text}`, parameters)
    lines.push(...rows.map((row) => row['QUERY PLAN']))
    return []
  }
  await listAccountRows({ rows: explain }, options).finally(() => database.close())
  return lines.join('\n')
}

const FILL = `
insert into accounts (account_id, name, record_count, attention_count, last_activity_at)
select '001Kx' || lpad(n::text, 10, '0') || 'AAA', 'Account ' || md5(n::text), n % 3000, n % 7,
  case when n % 5 > 0 then '2026-01-01T00:00:00Z'::timestamptz + make_interval(mins => n) end
from generate_series(1, 26000) as n`
