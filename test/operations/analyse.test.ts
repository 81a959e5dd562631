import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Analysis } from '../../server/domain/analysis/analysis.ts'
import { type Catalogue, type CatalogueEntry, createCatalogue } from '../sandbox/catalogue/catalogue.ts'
import { openTestInstallation, type TestInstallation, WITH_DOCUMENTS_IN_PARTS } from '../support/installation.ts'

const RECORDS = 300

const warnings: string[] = []
const log = { info() {}, warn: (message: string) => void warnings.push(message), error() {} }

let doclift: TestInstallation
let catalogue: Catalogue
let documents: CatalogueEntry[]
let inScope: CatalogueEntry[]

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: RECORDS, ...WITH_DOCUMENTS_IN_PARTS, seed: 'analysis', restoreAfterSeconds: 3_600 },
    log,
  })
  catalogue = createCatalogue({ records: RECORDS, seed: 'analysis' })
  const entries = Array.from({ length: RECORDS }, (_, index) => catalogue.entry(index))
  documents = entries.filter(({ typeCurrent }) => typeCurrent === 'Document')
  inScope = documents.filter(
    (entry) => entry.accountId !== null && entry.documentUrl?.includes(`${catalogue.vendorHost}/`),
  )
  await doclift.perform('inventory')
})
afterAll(() => doclift.dispose())

describe('an analysis before anything is copied', () => {
  let analysis: Analysis

  beforeAll(async () => {
    const { run } = await doclift.perform('analyse')
    expect(run.state).toBe('succeeded')
    const newest = await doclift.services.analysis.newestAnalysis()
    expect(newest.runId).toBe(run.id)
    analysis = newest.analysis
  })

  test('counts what the org holds', () => {
    expect(analysis.totals).toMatchObject({ entries: RECORDS, inScope: inScope.length })
    expect(analysis.totals.outOfScope.folder).toBe(RECORDS - documents.length)
    const withoutAccount = documents.filter(({ accountId }) => accountId === null).length
    expect(analysis.totals.outOfScope['no-account']).toBe(withoutAccount)
    expect(analysis.totals.withoutAccount).toBe(withoutAccount)
  })

  test('ranks Accounts by their records', () => {
    const sizes = [...countBy(inScope, (entry) => entry.accountId ?? '').values()].toSorted((a, b) => b - a)
    expect(analysis.accounts).toMatchObject({ count: sizes.length, largest: sizes[0], withAtLeast1000: 0 })
    expect(analysis.accounts.top.map(({ records }) => records)).toEqual(sizes.slice(0, 20))
    for (const { accountId, name } of analysis.accounts.top) {
      expect(name).toBe(catalogue.account(catalogue.indexOfAccount(accountId) ?? -1).name)
    }
  })

  test('counts records by their extension', () => {
    const expected = countBy(inScope, ({ name }) => /\.(?=[^.]*[a-z])([0-9a-z]{1,10})$/i.exec(name)?.[1]?.toLowerCase())
    const found = new Map(analysis.extensions.top.map(({ extension, records }) => [extension, records] as const))
    expect(analysis.extensions.withoutExtension.records).toBe(expected.get(undefined) ?? 0)
    expected.delete(undefined)
    expect(found).toEqual(expected)
  })

  test('names every host of an address', () => {
    const hosts = analysis.hosts.top.map(({ host }) => host)
    expect(hosts[0]).toBe(catalogue.vendorHost)
    const vendor = documents.filter((entry) => entry.documentUrl?.includes(`${catalogue.vendorHost}/`))
    expect(analysis.hosts.top[0]?.records).toBe(vendor.length)
    const addresses = documents.filter(({ documentUrl }) => documentUrl !== null)
    expect(analysis.hosts.top.reduce((sum, { records }) => sum + records, 0)).toBe(addresses.length)
  })

  test('says when documents were created', () => {
    const { months, hours, weekdays, undated, monthsOfYear } = analysis.activity
    const byMonth = countBy(documents, ({ createdAt }) => createdAt.toISOString().slice(0, 7))
    const found = months.map(
      ({ year, month, records }) => [`${year}-${String(month).padStart(2, '0')}`, records] as const,
    )
    expect(new Map(found)).toEqual(byMonth)
    const byHour = countBy(documents, ({ createdAt }) => createdAt.getUTCHours())
    for (const { hour, records } of hours) expect([hour, records]).toEqual([hour, byHour.get(hour) ?? 0])
    const byDay = countBy(documents, ({ createdAt }) => createdAt.getUTCDay() || 7)
    for (const { weekday, records } of weekdays) expect([weekday, records]).toEqual([weekday, byDay.get(weekday) ?? 0])
    expect(undated).toBe(0)
    expect(monthsOfYear[2]?.level).toBe('peak')
  })

  test('knows every size after reading every document, but for those that gave no answer', () => {
    const { sample, unknownRecords, lowBytes, highBytes } = analysis.sizes
    const count = (answer: string) => inScope.filter(({ document }) => document?.answer === answer).length
    expect(unknownRecords).toBe(inScope.length)
    expect(sample).toMatchObject({
      drawn: inScope.length,
      archived: count('archived'),
      missing: count('missing'),
      unread: 0,
    })
    expect(sample.refused).toBeLessThanOrEqual(count('html'))
    const truth = inScope.reduce((sum, { document }) => sum + (document?.sizeBytes ?? 0), 0)
    expect(analysis.sizes.bytes).toBeGreaterThan(0.9 * truth)
    expect(highBytes).toBeGreaterThanOrEqual(analysis.sizes.bytes ?? Number.NaN)
    expect(lowBytes).toBeLessThanOrEqual(analysis.sizes.bytes ?? Number.NaN)
  })

  test('tells content types from first bytes', () => {
    const sampled = analysis.contentTypes.find(({ contentType }) => contentType === 'application/pdf')?.sampled
    expect(sampled).toBeGreaterThan(0.5 * inScope.length)
    expect(analysis.contentTypes.reduce((sum, row) => sum + row.sampled, 0)).toBe(analysis.sizes.sample.read)
  })

  test('asked the vendor for each sampled document once and wrote nothing to org and store', async () => {
    expect(await doclift.sandbox.vendor.totals()).toMatchObject({ presigned: inScope.length })
    const { puts } = await doclift.sandbox.store.totals()
    const { run } = await doclift.perform('analyse', { firstRecords: 10 })
    expect(run.state).toBe('succeeded')
    expect((await doclift.sandbox.store.totals()).puts).toBe(puts)
    expect(await doclift.sandbox.vendor.totals()).toMatchObject({ presigned: inScope.length + 10 })
    expect((await doclift.services.analysis.newestAnalysis()).analysis.sizes.sample.drawn).toBe(10)
  })
})

test('an analysis that no document answers waits for the source instead of knowing nothing', async () => {
  await doclift.sandbox.vendor.fail('presign', { with: 'internal-error', times: 1_000_000 })
  const limits = { firstRecords: 2 }
  const request = { operation: 'analyse' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  while (!warnings.some((warning) => warning.includes('The task is tried again.'))) await wait(50)
  expect((await doclift.context.ports.tracking.getRun(run.id))?.state).toBe('running')
  await doclift.sandbox.vendor.clearFaults()
  expect((await doclift.follow(run.id)).run.state).toBe('succeeded')
  expect((await doclift.services.analysis.newestAnalysis()).analysis.sizes.sample).toMatchObject({
    drawn: 2,
    unread: 0,
  })
})

test('one document that never answers is counted as unread, and the others are read', async () => {
  const matching = inScope.find(({ document }) => document?.answer === 'bytes')?.identifier ?? ''
  await doclift.sandbox.vendor.fail('presign', { with: 'internal-error', times: 1_000_000, matching })
  await doclift.perform('analyse')
  await doclift.sandbox.vendor.clearFaults()
  const { sample } = (await doclift.services.analysis.newestAnalysis()).analysis.sizes
  expect(sample).toMatchObject({ drawn: inScope.length, unread: 1 })
})

test('an analysis that is halted stores nothing, and ends when it is resumed', async () => {
  const before = await doclift.services.analysis.newestAnalysis()
  await doclift.sandbox.vendor.fail('presign', { with: 'internal-error', times: 1_000_000 })
  const request = { operation: 'analyse' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  while ((await doclift.context.ports.tracking.getRun(run.id))?.state !== 'running') await wait(20)
  await doclift.services.haltRun(run.id, doclift.actor)
  await doclift.sandbox.vendor.clearFaults()
  await doclift.services.resumeRun(run.id, doclift.actor)
  expect((await doclift.follow(run.id)).run.state).toBe('succeeded')
  expect((await doclift.services.analysis.newestAnalysis()).runId).toBe(run.id)
  expect(before.runId).not.toBe(run.id)
})

describe('the forecast', () => {
  test('takes sizes from the analysis and says that the rates are assumed', async () => {
    const { steps, sizes } = await doclift.services.analysis.forecast()
    const [backUp, verify, switched] = steps
    expect(backUp).toMatchObject({ operation: 'back_up', records: inScope.length, rateBasis: 'assumed' })
    expect([verify?.records, switched?.records]).toEqual([inScope.length, inScope.length])
    expect(backUp?.requests.vendorCalls).toBe(inScope.length)
    expect(sizes.basis).toBe('sampled')
  })

  test('is measured after a back-up, which stands beside its prediction', async () => {
    const { run, counts } = await doclift.perform('back_up')
    const compared = await doclift.services.analysis.forecastOfRun(run.id)
    expect(compared.predicted).toMatchObject({ operation: 'back_up', records: counts.planned, rateBasis: 'assumed' })
    expect(compared.actual?.records).toBe(counts.planned)
    const { verifiedBytes, byState } = await doclift.services.tracking.readOverview()
    expect(compared.actual?.bytes).toBe(verifiedBytes)
    expect(compared.errorPercent.records).toBe(0)
    expect(compared.errorPercent.seconds).not.toBeNull()
    const { steps } = await doclift.services.analysis.forecast()
    expect(steps[0]).toMatchObject({ records: counts.planned - (byState.verified ?? 0), rateBasis: 'measured' })
  })

  test('knows nothing of runs without items', async () => {
    const { run } = await doclift.perform('inventory')
    await expect(doclift.services.analysis.forecastOfRun(run.id)).rejects.toMatchObject({ code: 'forecast.none' })
    const unknown = doclift.services.analysis.forecastOfRun('00000000-0000-7000-8000-000000000000')
    await expect(unknown).rejects.toMatchObject({ code: 'run.not-found' })
  })
})

test('the series of a day adds up to the outcomes of its runs', async () => {
  const { buckets } = await doclift.services.analysis.series({ by: 'day' })
  const { byState, verifiedBytes } = await doclift.services.tracking.readOverview()
  const sum = (name: 'settled' | 'verified' | 'verifiedBytes') => buckets.reduce((total, one) => total + one[name], 0)
  expect(sum('verified')).toBe(byState.verified)
  expect(sum('verifiedBytes')).toBe(verifiedBytes)
  expect(sum('settled')).toBe(inScope.length)
})

test('an analysis after the back-up is exact for what was copied', async () => {
  await doclift.perform('analyse')
  const { sizes, contentTypes } = (await doclift.services.analysis.newestAnalysis()).analysis
  const { byState, verifiedBytes } = await doclift.services.tracking.readOverview()
  expect(sizes).toMatchObject({ knownRecords: byState.verified, knownBytes: verifiedBytes })
  expect(contentTypes.reduce((sum, { verified }) => sum + verified, 0)).toBe(byState.verified)
})

function countBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}
