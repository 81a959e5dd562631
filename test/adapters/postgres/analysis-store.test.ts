import { expect, test } from 'vitest'
import type { Analysis } from '../../../server/domain/analysis/analysis.ts'
import { OTHER_EXTENSIONS } from '../../../server/domain/analysis/sample.ts'
import type { RunPrediction } from '../../../server/domain/forecast/prediction.ts'
import { accountId, at, entries, entry, nextId, openLedger, planItem, recordId, START, verifiedCopy } from './ledger.ts'

test('facts count every entry once, by reason, Account, extension, host and time of creation', async () => {
  const ledger = await openLedger()
  await ledger.discover([
    ...entries(12),
    entry(12, { type: 'Folder', name: 'Folder', outOfScopeReason: 'folder', accountId: null, documentUrl: null }),
    entry(13, { accountId: null, outOfScopeReason: 'no-account', createdAt: '2025-03-02T23:59:59.999Z' }),
    entry(14, { documentUrl: 'no address', outOfScopeReason: 'not-a-url' }),
    entry(15, { documentUrl: 'https://other.example/x', outOfScopeReason: 'foreign-host' }),
  ])
  await ledger.verify(0, 1)
  const facts = await ledger.readRecordFacts()
  expect(new Map(facts.reasons.map((row) => [row.reason, [row.entries, row.withoutAccount]]))).toEqual(
    new Map([
      [null, [12, 0]],
      ['folder', [1, 1]],
      ['no-account', [1, 1]],
      ['not-a-url', [1, 0]],
      ['foreign-host', [1, 0]],
    ]),
  )
  expect(facts.accounts).toMatchObject({ count: 2, records: 12, largest: 10, median: 6, inTop10: 12, inTop50: 12 })
  expect(facts.accounts.top.map(({ accountId: id, name }) => [id, name])).toEqual([
    [accountId(0), 'Account 0'],
    [accountId(1), 'Account 1'],
  ])
  expect(facts.accounts.top[0]?.extensions).toEqual([
    { extension: 'pdf', records: 10, verified: 2, verifiedBytes: 2_000 },
  ])
  expect(facts.extensions).toEqual([{ extension: 'pdf', records: 12, verified: 2, verifiedBytes: 2_000 }])
  expect(facts.contentTypes).toEqual([{ contentType: 'application/pdf', records: 2 }])
  expect(facts.origins.map(({ records }) => records)).toEqual([13, 1])
  expect(facts.activity.months).toEqual(
    expect.arrayContaining([
      { year: 2025, month: 3, records: 1 },
      { year: 2026, month: 1, records: 14 },
    ]),
  )
  expect(facts.activity.weekdays).toEqual(
    new Map([
      [4, 14],
      [7, 1],
    ]),
  )
  expect(facts.activity.hours).toEqual(
    new Map([
      [9, 14],
      [23, 1],
    ]),
  )
})

test('records that no inventory has dated are counted apart, until one does', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  await ledger.sql('update file_records set org_created_at = null')
  expect((await ledger.readRecordFacts()).activity).toMatchObject({ undated: 3, months: [] })
  await ledger.discover(entries(3))
  expect((await ledger.readRecordFacts()).activity.undated).toBe(0)
})

test.each([
  ['Report.PDF', 'pdf'],
  ['archive.tar.gz', 'gz'],
  ['7-zip.7z', '7z'],
  ['Contract v1.2', ''],
  ['K. Miller & Sons', ''],
  ['no dot at all', ''],
  ['ends with a dot.', ''],
  ['half.elevenchars', ''],
  ['tax.résumé', ''],
  ['.htaccess', 'htaccess'],
])('the extension of %j is %j', async (name, extension) => {
  const ledger = await openLedger()
  await ledger.discover([entry(1, { name })])
  expect((await ledger.readRecordFacts()).extensions.map((row) => row.extension)).toEqual([extension])
})

test('an empty ledger has facts too', async () => {
  const ledger = await openLedger()
  const facts = await ledger.readRecordFacts()
  expect(facts).toMatchObject({ reasons: [], extensions: [], contentTypes: [], origins: [] })
  expect(facts.accounts).toMatchObject({ count: 0, records: 0, median: 0, top: [] })
})

test('a sample is drawn by stratum, anew for each run and the same again for one', async () => {
  const ledger = await openLedger()
  const names = (n: number) => (n % 3 === 0 ? `a-${n}.docx` : n % 3 === 1 ? `b-${n}.pdf` : `c-${n}`)
  await ledger.discover(Array.from({ length: 90 }, (_, n) => entry(n, { name: names(n) })))
  await ledger.discover([entry(90, { outOfScopeReason: 'no-account' })])
  await ledger.verify(1, 4)
  const sizes = new Map([
    ['pdf', 5],
    ['', 40],
    [OTHER_EXTENSIONS, 7],
  ])
  const runId = nextId()
  const drawn = await ledger.drawSample(runId, sizes)
  expect(Object.groupBy(drawn, ({ stratum }) => stratum)).toMatchObject({
    pdf: { length: 5 },
    '': { length: 30 },
    [OTHER_EXTENSIONS]: { length: 7 },
  })
  expect(drawn.every(({ stratum, name }) => name.endsWith('.docx') === (stratum === OTHER_EXTENSIONS))).toBe(true)
  for (const unwanted of [1, 4, 90]) expect(drawn.map((one) => one.recordId)).not.toContain(recordId(unwanted))
  expect(await ledger.drawSample(runId, sizes)).toEqual(drawn)
  expect(await ledger.drawSample(nextId(), sizes)).not.toEqual(drawn)
})

test('the newest analysis is given, and the first one of a run stays', async () => {
  const ledger = await openLedger()
  expect(await ledger.newestAnalysis()).toBeUndefined()
  const [first, second] = [await ledger.create('analyse'), await ledger.create('analyse')]
  const analysis = (entries: number) => ({ totals: { entries } }) as Analysis
  await ledger.saveAnalysis(first.id, analysis(1), at(1))
  await ledger.saveAnalysis(second.id, analysis(2), at(2))
  await ledger.saveAnalysis(second.id, analysis(3), at(3))
  expect(await ledger.newestAnalysis()).toEqual({
    runId: second.id,
    runNumber: second.number,
    at: at(2).toISOString(),
    analysis: analysis(2),
  })
  expect(await ledger.hasAnalysis(first.id)).toBe(true)
  expect(await ledger.hasAnalysis(nextId())).toBe(false)
})

test('a prediction is replaced when its run is planned anew', async () => {
  const ledger = await openLedger()
  const run = await ledger.create('back_up')
  expect(await ledger.predictionOf(run.id)).toBeUndefined()
  const prediction = (records: number) => ({ operation: 'back_up', records }) as RunPrediction
  await ledger.savePrediction(run.id, prediction(1), at(1))
  await ledger.savePrediction(run.id, prediction(2), at(2))
  expect(await ledger.predictionOf(run.id)).toEqual({ at: at(2).toISOString(), prediction: prediction(2) })
})

test('the pace of a run is what it settled and copied, from its beginning to its end or until now', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(5))
  const waiting = await ledger.plan('back_up', [planItem(4)])
  expect(await ledger.paceOf(waiting.id, at(9))).toBeUndefined()
  const run = await ledger.begin(
    'back_up',
    [0, 1, 2].map((n) => planItem(n)),
  )
  const failed = { recordId: recordId(1), result: 'failed', code: 'source.denied', sentence: 'No.' } as const
  await ledger.recordCopies(await ledger.claim(run), [verifiedCopy(0), failed], START)
  expect(await ledger.paceOf(run.id, at(10))).toEqual({ seconds: 10, settled: 2, bytes: 1_000 })
  await ledger.endRun(run.id, 'partially_succeeded', at(20))
  expect(await ledger.paceOf(run.id, at(90))).toEqual({ seconds: 20, settled: 2, bytes: 1_000 })
  await ledger.foldCounters()
  expect(await ledger.recentPaces('back_up', { limit: 5, now: at(90) })).toEqual([
    { seconds: 20, settled: 2, bytes: 1_000 },
  ])
  expect(await ledger.recentPaces('switch', { limit: 5, now: at(90) })).toEqual([])
})

test('the rate of a switch is measured without its rests and with each write of its canary', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  await ledger.verify(0, 1, 2)
  const run = await ledger.switch(0, 1, 2)
  const rest = `insert into cohorts (run_id, number, is_canary, percentage, soak_minutes, account_count, record_count, ended_at)
    values (?, 1, true, null, 1, 1, 2, ?)`
  await ledger.sql(rest, [run.id, at(2)])
  const tried = 'update run_items set tried_at = ?, taken_back_at = ? where run_id = ? and record_id = ?'
  await ledger.sql(tried, [at(1), at(1), run.id, recordId(0)])
  await ledger.sql(tried, [at(1), null, run.id, recordId(1)])
  await ledger.sql('update runs set ended_at = ? where id = ?', [at(100), run.id])
  expect(await ledger.recentPaces('switch', { limit: 5, now: at(900) })).toEqual([
    { seconds: 100 - 60, settled: 3 + 2 + 1, bytes: 0 },
  ])
  expect(await ledger.paceOf(run.id, at(900))).toEqual({ seconds: 100, settled: 3, bytes: 0 })
  await ledger.sql(`update runs set state = 'running', ended_at = null where id = ?`, [run.id])
  expect(await ledger.recentPaces('switch', { limit: 5, now: at(12) })).toMatchObject([{ seconds: 12 - 10 }])
})

test('the series has what was settled in each hour and day, folded or not', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(6))
  const run = await ledger.begin(
    'back_up',
    entries(6).map((_, n) => planItem(n)),
  )
  const held = await ledger.claim(run)
  await ledger.recordCopies(held, [verifiedCopy(0), verifiedCopy(1)], new Date('2026-03-01T08:59:59.999Z'))
  await ledger.foldCounters()
  await ledger.recordCopies(held, [verifiedCopy(2)], new Date('2026-03-01T09:00:00.000Z'))
  const gone = { recordId: recordId(3), result: 'missing', code: 'source.missing', sentence: 'Gone.' } as const
  await ledger.recordCopies(held, [gone], new Date('2026-03-02T00:00:00.000Z'))
  const [from, to] = [new Date('2026-03-01T00:00:00.000Z'), new Date('2026-03-02T00:00:00.000Z')]
  expect(await ledger.readSeries({ by: 'hour', from, to })).toEqual([
    { from: '2026-03-01T08:00:00.000Z', counts: { 'back_up:done': 2, 'back_up:bytes': 2_000 } },
    { from: '2026-03-01T09:00:00.000Z', counts: { 'back_up:done': 1, 'back_up:bytes': 1_000 } },
  ])
  expect(await ledger.readSeries({ by: 'day', from, to: new Date('2026-03-03T00:00:00.000Z') })).toEqual([
    { from: '2026-03-01T00:00:00.000Z', counts: { 'back_up:done': 3, 'back_up:bytes': 3_000 } },
    { from: '2026-03-02T00:00:00.000Z', counts: { 'back_up:failed': 1 } },
  ])
})
