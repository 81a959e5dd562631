import { expect, test } from 'vitest'
import { toAnalysis, unknownSizes } from '../../../server/domain/analysis/analysis.ts'
import type { RecordFacts, SampledDocument } from '../../../server/domain/analysis/facts.ts'

const EMPTY: RecordFacts = {
  reasons: [],
  accounts: {
    count: 0,
    records: 0,
    largest: 0,
    median: 0,
    inTop10: 0,
    inTop50: 0,
    withAtLeast1000: 0,
    withAtLeast10000: 0,
    top: [],
  },
  extensions: [],
  contentTypes: [],
  origins: [],
  activity: { months: [], weekdays: new Map(), hours: new Map(), undated: 0 },
}

const extension = (name: string, records: number, verified = 0, verifiedBytes = 0) => ({
  extension: name,
  records,
  verified,
  verifiedBytes,
})
const read = (stratum: string, sizeBytes: number): SampledDocument => ({
  stratum,
  outcome: 'read',
  sizeBytes,
  contentType: 'application/pdf',
})

test('known bytes are exact, the others are estimated by extension', () => {
  const extensions = [extension('pdf', 12, 2, 50), extension('', 4)]
  const sample = [read('pdf', 10), read('pdf', 30), read('', 100), read('', 100)]
  const { sizes, extensions: summary } = toAnalysis({ ...EMPTY, extensions }, unknownSizes(extensions), sample)
  expect(sizes).toMatchObject({ knownRecords: 2, knownBytes: 50, unknownRecords: 14, estimatedBytes: 600, bytes: 650 })
  expect(sizes.lowBytes).toBeLessThan(650)
  expect(sizes.highBytes).toBeGreaterThan(650)
  expect(summary.top).toEqual([{ extension: 'pdf', records: 12, bytes: 250 }])
  expect(summary.withoutExtension).toEqual({ records: 4, bytes: 400 })
})

test('a missing document has no bytes; archived, refused and unread ones say nothing', () => {
  const extensions = [extension('pdf', 10)]
  const silent = (['archived', 'refused', 'unread'] as const).map((outcome) => ({ stratum: 'pdf', outcome }))
  const sample = [read('pdf', 100), { stratum: 'pdf', outcome: 'missing' } as const, ...silent]
  const { sizes } = toAnalysis({ ...EMPTY, extensions }, unknownSizes(extensions), sample)
  expect(sizes.estimatedBytes).toBe(500)
  expect(sizes.sample).toEqual({ drawn: 5, read: 1, missing: 1, archived: 1, refused: 1, unread: 1 })
})

test('without any answer the sizes of what is not copied are unknown, not zero', () => {
  const extensions = [extension('pdf', 10, 4, 40)]
  const { sizes, extensions: summary } = toAnalysis({ ...EMPTY, extensions }, unknownSizes(extensions), [
    { stratum: 'pdf', outcome: 'archived' },
  ])
  expect(sizes).toMatchObject({ estimatedBytes: null, bytes: null, lowBytes: null, putsPerRecord: null })
  expect(summary.top[0]?.bytes).toBeNull()
})

test('extensions beyond the fiftieth are counted together', () => {
  const extensions = Array.from({ length: 60 }, (_, index) => extension(`e${index}`, 100 - index, 100 - index, 10))
  const { extensions: summary } = toAnalysis({ ...EMPTY, extensions }, unknownSizes(extensions), [])
  expect(summary.top).toHaveLength(50)
  expect(summary.others).toEqual({ extensions: 10, records: 455, bytes: 100 })
})

test('hosts are those of parsed addresses, however they are written', () => {
  const origins = [
    { example: 'https://Files.vendor.example/a', records: 5 },
    { example: 'files.vendor.example/b', records: 2 },
    { example: 'ftp://old.example/c', records: 1 },
  ]
  const { hosts } = toAnalysis({ ...EMPTY, origins }, [], [])
  expect(hosts).toEqual({ top: [{ host: 'files.vendor.example', records: 7 }], otherHosts: 0, otherRecords: 0 })
})

test('large documents cost the requests of their parts', () => {
  const extensions = [extension('pdf', 2)]
  const sample = [read('pdf', 1_000), read('pdf', 11 * 1024 * 1024)]
  expect(toAnalysis({ ...EMPTY, extensions }, unknownSizes(extensions), sample).sizes.putsPerRecord).toBe(3.5)
})

test('an empty ledger has an analysis of nothing', () => {
  const { totals, accounts, sizes } = toAnalysis(EMPTY, [], [])
  expect(totals).toEqual({ entries: 0, inScope: 0, outOfScope: {}, withoutAccount: 0, inScopePercent: null })
  expect(accounts.top10Percent).toBeNull()
  expect(sizes).toMatchObject({ bytes: 0, lowBytes: 0, highBytes: 0, isExact: true })
})
