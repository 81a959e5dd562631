import { expect, inject, test } from 'vitest'
import type { CoverageRow } from '../../../server/domain/report/coverage-report.ts'
import { runSql } from '../../support/sql.ts'
import {
  accountId,
  at,
  entries,
  entry,
  type Ledger,
  newUrl,
  openLedger,
  planItem,
  recordId,
  vendorUrl,
  written,
} from './ledger.ts'

const MANY = 30_000

/** Many records in three Accounts and a run over all of them, made by the database itself. */
async function fill(ledger: Ledger, count = MANY): Promise<string> {
  const first = await ledger.discover([0, 10, 20].map((n) => entry(n)))
  const run = await ledger.create('verify')
  await ledger.sql(
    `insert into file_records (record_id, account_id, name, system_modstamp, first_seen_at, first_seen_run_id,
       observed_at, seen_in_run_number)
     select 'a2cKx' || lpad(n::text, 13, '0'), (array['${accountId(0)}', '${accountId(1)}', '${accountId(2)}'])[n % 3 + 1],
       'file ' || n, now(), now(), ?::uuid, now(), 1
     from generate_series(1, ?) as n`,
    [first.id, count],
  )
  await ledger.sql(
    `insert into run_items (run_id, record_id, account_id)
     select ?::uuid, record_id, account_id from file_records where record_id like 'a2c%'`,
    [run.id],
  )
  return run.id
}

/** Sessions of the application that are in a transaction. */
async function countTransactions(ledger: Ledger): Promise<number> {
  const { adminUrl } = inject('testCluster')
  const [row] = await runSql<{ count: string }>(
    adminUrl,
    `select count(*) from pg_stat_activity where datname = ? and state like 'idle in transaction%'`,
    [new URL(ledger.appUrl).pathname.slice(1)],
  )
  return Number(row?.count)
}

async function rowsOf<Row>(pages: AsyncIterable<Row[]>): Promise<Row[]> {
  return (await Array.fromAsync(pages)).flat()
}

test('a report of many rows is of one moment while its records change', async () => {
  const ledger = await openLedger()
  const runId = await fill(ledger)
  const pages = ledger.runReport(runId, 1_000)[Symbol.asyncIterator]()
  const first = await pages.next()
  await ledger.sql(`update file_records set name = 'changed meanwhile'`)
  await ledger.sql('update run_items set code = ? where run_id = ?::uuid', ['changed.meanwhile', runId])
  const rows = [...(first.value ?? [])]
  for (let page = await pages.next(); !page.done; page = await pages.next()) rows.push(...page.value)
  expect(rows).toHaveLength(MANY)
  expect(rows.filter((row) => row.name === 'changed meanwhile' || row.code !== null)).toEqual([])
  const keys = rows.map((row) => `${row.accountId}${row.recordId}`)
  expect(keys).toEqual([...new Set(keys)].sort())
})

test('pages are read only when they are asked for, and a reader that stops ends the transaction', async () => {
  const ledger = await openLedger()
  const runId = await fill(ledger, 3_000)
  const pages = ledger.runReport(runId, 100)[Symbol.asyncIterator]()
  expect((await pages.next()).value).toHaveLength(100)
  expect(await countTransactions(ledger)).toBe(1)
  await pages.return?.()
  expect(await countTransactions(ledger)).toBe(0)
})

test('a report whose connection is cut fails as a passing fault, and the ledger goes on', async () => {
  const ledger = await openLedger()
  const runId = await fill(ledger, 300)
  const pages = ledger.runReport(runId, 100)[Symbol.asyncIterator]()
  await pages.next()
  await ledger.cutConnections()
  await expect(pages.next()).rejects.toMatchObject({ code: 'database.unavailable', behaviour: 'transient' })
  await expect.poll(() => ledger.ping().then(() => 'answers', String)).toBe('answers')
})

test('a report of a database that is away fails before its first page', async () => {
  const ledger = await openLedger()
  await ledger.setAway(true)
  await ledger.cutConnections()
  await expect(rowsOf(ledger.coverageReport(10))).rejects.toMatchObject({ code: 'database.unavailable' })
  await ledger.setAway(false)
})

test('the report of a run says of every item what happened to it, left out or not', async () => {
  const ledger = await openLedger()
  await ledger.discover([...entries(12), entry(20, { accountId: null, accountName: null })])
  await ledger.verify(1)
  const run = await ledger.switch(1)
  const [row] = await rowsOf(ledger.runReport(run.id, 10))
  expect(row).toEqual({
    recordId: recordId(1),
    accountId: accountId(0),
    accountName: 'Account 0',
    name: 'document-1.pdf',
    expectedUrl: vendorUrl(1),
    targetUrl: newUrl(1),
    beforeImage: vendorUrl(1),
    beforeImageAt: at(1).toISOString(),
    outcome: 'done',
    leftOutReason: null,
    code: null,
    sentence: null,
    readAt: at(1).toISOString(),
    sentAt: at(2).toISOString(),
    answeredAt: at(3).toISOString(),
    settledAt: at(3).toISOString(),
    exposureMs: 2_000,
    ingestJobId: null,
    attestation: null,
  })
  const other = await ledger.plan('back_up', [
    planItem(20, { accountId: '', leftOutReason: 'no-account' }),
    planItem(2),
  ])
  const lines = await rowsOf(ledger.runReport(other.id, 1))
  expect(lines.map((line) => [line.recordId, line.accountId, line.leftOutReason, line.exposureMs])).toEqual([
    [recordId(20), null, 'no-account', null],
    [recordId(2), accountId(0), null, null],
  ])
})

test('the report of an Account has each of its records with its copy, its URLs and its failure', async () => {
  const ledger = await openLedger()
  await ledger.discover([...entries(3), entry(10), entry(4, { outOfScopeReason: 'folder' })])
  await ledger.verify(1)
  await ledger.switch(1)
  const rows = await rowsOf(ledger.accountReport(accountId(0), 2))
  expect(rows.map((row) => [row.recordId, row.state, row.outOfScopeReason])).toEqual([
    [recordId(0), 'discovered', null],
    [recordId(1), 'confirmed', null],
    [recordId(2), 'discovered', null],
    [recordId(4), null, 'folder'],
  ])
  expect(rows[1]).toEqual({
    recordId: recordId(1),
    name: 'document-1.pdf',
    state: 'confirmed',
    copyState: 'verified',
    urlState: 'confirmed',
    outOfScopeReason: null,
    isHeld: false,
    documentUrl: newUrl(1),
    firstSeenUrl: vendorUrl(1),
    writtenUrl: newUrl(1),
    sourceSizeBytes: 1_000,
    sizeBytes: 1_000,
    contentType: 'application/pdf',
    objectKey: 'doclift/document-1.pdf',
    checksumAlgorithm: 'sha256',
    checksum: 'b'.repeat(64),
    attestation: 'sha256',
    verifiedAt: at(0).toISOString(),
    sourceConfirmedAt: at(0).toISOString(),
    failureCode: null,
    failureSentence: null,
    failedAt: null,
  })
})

test('the lines of the coverage report add up to its total, which is what the overview says', async () => {
  const ledger = await openLedger()
  const orphan = entry(50, { accountId: null, accountName: null, outOfScopeReason: 'no-account' })
  await ledger.discover([...entries(25), entry(30, { outOfScopeReason: 'no-url' }), orphan])
  await ledger.verify(1, 2, 11)
  await ledger.switch(2)
  const rows = await rowsOf(ledger.coverageReport(2))
  expect(rows.map((row) => [row.line, row.accountId])).toEqual([
    ...[0, 1, 2, 3].map((n) => ['account', accountId(n)]),
    ['without-account', null],
    ['total', null],
  ])
  expect(rows[0]).toMatchObject({ name: 'Account 0', total: 10, inScope: 10, verified: 2, verifiedShare: 0.2 })
  expect(rows[3]).toMatchObject({ total: 1, outOfScope: { 'no-url': 1 }, inScope: 0, verifiedShare: null })
  expect(rows[4]).toMatchObject({ total: 1, outOfScope: { 'no-account': 1 }, byState: {} })
  const total = rows.at(-1) as CoverageRow
  const lines = rows.slice(0, -1)
  const { total: all, byState, outOfScope, verifiedBytes } = await ledger.readOverview()
  expect(total).toMatchObject({ total: all, byState, outOfScope, verifiedBytes })
  expect(sumOf(lines, (row) => row.total)).toBe(total.total)
  expect(sumOf(lines, (row) => row.verified)).toBe(total.verified)
  expect(sumOf(lines, (row) => row.verifiedBytes)).toBe(total.verifiedBytes)
  expect(sumOf(lines, (row) => row.byState.discovered ?? 0)).toBe(total.byState.discovered)
})

test('the coverage report keeps its total while records come in', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(25))
  const pages = ledger.coverageReport(1)[Symbol.asyncIterator]()
  const rows = [...((await pages.next()).value ?? [])]
  await ledger.discover(entries(60))
  await ledger.foldCounters()
  for (let page = await pages.next(); !page.done; page = await pages.next()) rows.push(...page.value)
  expect(rows.at(-1)).toMatchObject({ line: 'total', total: 25 })
  expect(sumOf(rows.slice(0, -1), (row) => row.total)).toBe(25)
})

test('the failure report names every record that waits for somebody, with code, time and run', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(6))
  await ledger.verify(3, 4)
  const backUp = await ledger.begin('back_up', [planItem(1), planItem(2), planItem(5)])
  const held = await ledger.claim(backUp)
  const refusal = { code: 'source.missing', sentence: 'There is no such file.' }
  await ledger.recordCopies(
    held,
    [
      { recordId: recordId(2), result: 'missing', ...refusal },
      { recordId: recordId(1), result: 'failed', code: 'source.refused', sentence: 'Access denied.' },
    ],
    at(5),
  )
  const change = await ledger.begin('switch', [
    planItem(3, { targetUrl: newUrl(3) }),
    planItem(4, { targetUrl: newUrl(4) }),
  ])
  const batch = await ledger.claim(change)
  await ledger.recordIntents(batch, [recordId(3), recordId(4)], at(6))
  const { value: _, ...conflict } = written(3, 'conflicted')
  const doubt = { recordId: recordId(4), outcome: 'in_doubt', urlState: 'in_doubt' } as const
  await ledger.recordOutcomes(
    batch,
    [
      { ...conflict, code: 'switch.conflict', sentence: 'Somebody changed it.', urlState: 'conflicted' },
      { ...doubt, code: 'switch.in-doubt', sentence: 'The answer was lost.' },
    ],
    at(7),
  )
  const rows = await rowsOf(ledger.failureReport(1))
  const shown = rows.map((row) => [row.state, row.recordId, row.code, row.since, row.runNumber])
  expect(shown).toEqual([
    ['missing', recordId(2), 'source.missing', at(5).toISOString(), backUp.number],
    ['failed', recordId(1), 'source.refused', at(5).toISOString(), backUp.number],
    ['conflicted', recordId(3), 'switch.conflict', at(7).toISOString(), change.number],
    ['in_doubt', recordId(4), 'switch.in-doubt', at(7).toISOString(), change.number],
  ])
  expect(rows[0]).toMatchObject({
    name: 'document-2.pdf',
    accountId: accountId(0),
    accountName: 'Account 0',
    sentence: 'There is no such file.',
    runId: backUp.id,
  })
})

test('the facts of a receipt are those of the ledger, with every value and every run', async () => {
  const ledger = await openLedger()
  const inventory = await ledger.discover(entries(3))
  await ledger.verify(1)
  const change = await ledger.switch(1)
  const found = await ledger.receiptFacts(recordId(1))
  expect(found?.facts).toEqual({
    record: { id: recordId(1), accountId: accountId(0), accountName: 'Account 0', name: 'document-1.pdf' },
    source: { fingerprint: 'etag-1 1000', sizeBytes: 1_000, confirmedAt: at(0).toISOString() },
    object: {
      key: 'doclift/document-1.pdf',
      etag: 'etag-1',
      versionId: null,
      sizeBytes: 1_000,
      checksum: { algorithm: 'sha256', value: 'b'.repeat(64) },
      attestation: 'sha256',
      contentType: 'application/pdf',
      verifiedAt: at(0).toISOString(),
    },
    url: { firstSeen: vendorUrl(1), present: newUrl(1), target: newUrl(1) },
    history: [
      {
        at: at(0).toISOString(),
        kind: 'first_seen',
        url: vendorUrl(1),
        actor: expect.any(String),
        runNumber: inventory.number,
      },
      { at: at(3).toISOString(), kind: 'written', url: newUrl(1), actor: expect.any(String), runNumber: change.number },
    ],
    runs: [
      { number: change.number - 1, operation: 'back_up', outcome: 'done' },
      { number: change.number, operation: 'switch', outcome: 'done' },
    ],
  })
  expect(await ledger.receiptFacts(recordId(2))).toEqual({ copyState: 'discovered', facts: null })
  expect(await ledger.receiptFacts(recordId(9))).toBeUndefined()
})

function sumOf(rows: readonly CoverageRow[], count: (row: CoverageRow) => number): number {
  return rows.reduce((sum, row) => sum + count(row), 0)
}
