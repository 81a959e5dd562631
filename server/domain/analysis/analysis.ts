import type { OutOfScopeReason } from '../file/states.ts'
import { isParseFailure, parseObjectUrl } from '../object/location.ts'
import { putRequestsOf } from '../object/parts.ts'
import { type Activity, describeActivity } from './activity.ts'
import { type Estimate, estimateTotal, type Stratum } from './estimate.ts'
import type { ExtensionFacts, RecordFacts, SampledDocument, TopAccount } from './facts.ts'
import { OTHER_EXTENSIONS, type Population } from './sample.ts'

/** What is in the org and what moving it means: counts are exact, sizes of what is not copied yet are estimates. */
export interface Analysis {
  totals: Totals
  accounts: AccountSummary
  extensions: ExtensionSummary
  contentTypes: ContentTypeRow[]
  hosts: { top: { host: string; records: number }[]; otherHosts: number; otherRecords: number }
  activity: Activity
  sizes: Sizes
}

export interface Totals {
  /** Every entry of the object that still exists or existed, folders too. */
  entries: number
  inScope: number
  outOfScope: Partial<Record<OutOfScopeReason, number>>
  /** Entries without an Account, folders included. */
  withoutAccount: number
  inScopePercent: number | null
}

export interface AccountSummary {
  count: number
  largest: number
  median: number
  /** Share of all records in scope that the ten (fifty) largest Accounts hold; null without records. */
  top10Percent: number | null
  top50Percent: number | null
  withAtLeast1000: number
  withAtLeast10000: number
  top: { accountId: string; name: string; records: number; knownBytes: number; bytes: number | null }[]
}

/** Bytes are those of verified copies plus the estimate for all others; null when nothing is known about these. */
export interface ExtensionRow {
  extension: string
  records: number
  bytes: number | null
}

export interface ExtensionSummary {
  top: ExtensionRow[]
  withoutExtension: { records: number; bytes: number | null }
  others: { extensions: number; records: number; bytes: number | null }
}

export interface ContentTypeRow {
  contentType: string
  verified: number
  sampled: number
}

export interface Sizes {
  /** Of verified copies. */
  knownRecords: number
  knownBytes: number
  unknownRecords: number
  /** For all that is not verified; null when no document of the sample could be read. */
  estimatedBytes: number | null
  /** Of everything in scope, with the ends of the 95 % confidence interval. */
  bytes: number | null
  lowBytes: number | null
  highBytes: number | null
  isExact: boolean
  /** Mean number of PUT requests that store a record of unknown size; null when no document could be read. */
  putsPerRecord: number | null
  sample: Record<SampledDocument['outcome'], number> & { drawn: number }
}

const SHOWN_EXTENSIONS = 50
const SHOWN_HOSTS = 100
const SHOWN_CONTENT_TYPES = 50

/** Puts an analysis together from what the ledger says and what the sample showed. */
export function toAnalysis(
  facts: RecordFacts,
  strata: readonly Population[],
  sample: readonly SampledDocument[],
): Analysis {
  const sampled = strata.map(({ stratum, records }) => toStratum(stratum, records, sample))
  const estimate = estimateTotal(sampled)
  const own = new Set(strata.map(({ stratum }) => stratum))
  const bytesOf = (rows: readonly ExtensionFacts[]) => estimateBytes(rows, estimate, own)
  return {
    totals: toTotals(facts.reasons),
    accounts: toAccounts(facts.accounts, bytesOf),
    extensions: toExtensions(facts.extensions, bytesOf),
    contentTypes: toContentTypes(facts.contentTypes, sample),
    hosts: toHosts(facts.origins),
    activity: describeActivity(facts.activity),
    sizes: { ...toSizes(facts.extensions, estimate, sample), putsPerRecord: putsPerRecord(sampled) },
  }
}

/** Records in scope whose size nobody knows, by extension. */
export function unknownSizes(extensions: readonly ExtensionFacts[]): Population[] {
  return extensions.map(({ extension, records, verified }) => ({ stratum: extension, records: records - verified }))
}

/** A document that is missing at the source has no bytes to copy; one that is archived or refused says nothing. */
function toStratum(name: string, population: number, sample: readonly SampledDocument[]): Stratum {
  const values = sample.flatMap((one) => {
    if (one.stratum !== name) return []
    if (one.outcome === 'missing') return [0]
    return one.outcome === 'read' ? [one.sizeBytes] : []
  })
  return { name, population, values }
}

function estimateBytes(rows: readonly ExtensionFacts[], estimate: Estimate, own: ReadonlySet<string>): number | null {
  let bytes = 0
  for (const { extension, records, verified, verifiedBytes } of rows) {
    const mean = estimate.meanOf(own.has(extension) ? extension : OTHER_EXTENSIONS)
    if (mean === null && records > verified) return null
    bytes += verifiedBytes + (records - verified) * (mean ?? 0)
  }
  return Math.round(bytes)
}

function toTotals(reasons: RecordFacts['reasons']): Totals {
  const inScope = reasons.find(({ reason }) => reason === null)?.entries ?? 0
  const entries = addUp(reasons, (row) => row.entries)
  const out = reasons.flatMap(({ reason, entries }) => (reason === null ? [] : [[reason, entries] as const]))
  return {
    entries,
    inScope,
    outOfScope: Object.fromEntries(out),
    withoutAccount: addUp(reasons, (row) => row.withoutAccount),
    inScopePercent: percent(inScope, entries),
  }
}

function toAccounts(
  { records, inTop10, inTop50, top, ...counts }: RecordFacts['accounts'],
  bytesOf: (rows: readonly ExtensionFacts[]) => number | null,
): AccountSummary {
  const toRow = ({ accountId, name, extensions }: TopAccount) => ({
    accountId,
    name,
    records: addUp(extensions, (row) => row.records),
    knownBytes: addUp(extensions, (row) => row.verifiedBytes),
    bytes: bytesOf(extensions),
  })
  return {
    ...counts,
    top10Percent: percent(inTop10, records),
    top50Percent: percent(inTop50, records),
    top: top.map(toRow),
  }
}

function toExtensions(
  extensions: readonly ExtensionFacts[],
  bytesOf: (rows: readonly ExtensionFacts[]) => number | null,
): ExtensionSummary {
  const known = extensions.filter(({ extension }) => extension !== '').toSorted(byRecordsAndName)
  const measure = (rows: readonly ExtensionFacts[]) => ({
    records: addUp(rows, (row) => row.records),
    bytes: bytesOf(rows),
  })
  const others = known.slice(SHOWN_EXTENSIONS)
  return {
    top: known.slice(0, SHOWN_EXTENSIONS).map((row) => ({ extension: row.extension, ...measure([row]) })),
    withoutExtension: measure(extensions.filter(({ extension }) => extension === '')),
    others: { extensions: others.length, ...measure(others) },
  }
}

function byRecordsAndName(a: ExtensionFacts, b: ExtensionFacts): number {
  return b.records - a.records || (a.extension < b.extension ? -1 : 1)
}

function toContentTypes(verified: RecordFacts['contentTypes'], sample: readonly SampledDocument[]): ContentTypeRow[] {
  const rows = new Map<string, ContentTypeRow>()
  const rowOf = (contentType: string) => {
    const row = rows.get(contentType) ?? { contentType, verified: 0, sampled: 0 }
    rows.set(contentType, row)
    return row
  }
  for (const { contentType, records } of verified) rowOf(contentType).verified += records
  for (const one of sample) if (one.outcome === 'read') rowOf(one.contentType).sampled += 1
  const weight = (row: ContentTypeRow) => row.verified + row.sampled
  const ranked = [...rows.values()].toSorted(
    (a, b) => weight(b) - weight(a) || (a.contentType < b.contentType ? -1 : 1),
  )
  return ranked.slice(0, SHOWN_CONTENT_TYPES)
}

/** The host of an address is what the rest of Doclift takes it for; what is no address is counted by its reason. */
function toHosts(origins: RecordFacts['origins']): Analysis['hosts'] {
  const hosts = new Map<string, number>()
  for (const { example, records } of origins) {
    const location = parseObjectUrl(example)
    if (!isParseFailure(location)) hosts.set(location.host, (hosts.get(location.host) ?? 0) + records)
  }
  const ranked = [...hosts].map(([host, records]) => ({ host, records }))
  ranked.sort((a, b) => b.records - a.records || (a.host < b.host ? -1 : 1))
  const others = ranked.slice(SHOWN_HOSTS)
  return {
    top: ranked.slice(0, SHOWN_HOSTS),
    otherHosts: others.length,
    otherRecords: addUp(others, (row) => row.records),
  }
}

function toSizes(
  extensions: readonly ExtensionFacts[],
  estimate: Estimate,
  sample: readonly SampledDocument[],
): Omit<Sizes, 'putsPerRecord'> {
  const knownBytes = addUp(extensions, (row) => row.verifiedBytes)
  const knownRecords = addUp(extensions, (row) => row.verified)
  const withKnown = (estimated: number | null) => (estimated === null ? null : Math.round(knownBytes + estimated))
  return {
    knownRecords,
    knownBytes,
    unknownRecords: addUp(extensions, (row) => row.records) - knownRecords,
    estimatedBytes: estimate.total === null ? null : Math.round(estimate.total),
    bytes: withKnown(estimate.total),
    lowBytes: withKnown(estimate.low),
    highBytes: withKnown(estimate.high),
    isExact: estimate.isExact,
    sample: countOutcomes(sample),
  }
}

function putsPerRecord(sampled: readonly Stratum[]): number | null {
  const records = addUp(sampled, ({ population }) => population)
  const { total } = estimateTotal(sampled.map((one) => ({ ...one, values: one.values.map(putRequestsOf) })))
  return total === null || records === 0 ? null : total / records
}

function countOutcomes(sample: readonly SampledDocument[]): Sizes['sample'] {
  const counts = { drawn: sample.length, read: 0, archived: 0, missing: 0, refused: 0, unread: 0 }
  for (const { outcome } of sample) counts[outcome] += 1
  return counts
}

/** In percent with one decimal; null when there is nothing to be a share of. */
function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1_000) / 10
}

function addUp<Row>(rows: readonly Row[], read: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + read(row), 0)
}
