import { expect, test } from 'vitest'
import { type Catalogue, type CatalogueEntry, createCatalogue } from './catalogue.ts'

const catalogue = createCatalogue({ seed: 'one', records: 20_000 })
const entries = Array.from({ length: 20_000 }, (_, index) => catalogue.entry(index))
const documents = entries.flatMap(({ document }) => document ?? [])
const share = (isCounted: (entry: CatalogueEntry) => boolean) => entries.filter(isCounted).length / entries.length
const isVendorUrl = (entry: CatalogueEntry) =>
  entry.documentUrl?.startsWith(`https://${catalogue.vendorHost}/northwind`)

test('every id and identifier leads back to its index', () => {
  for (const { index, recordId, identifier, document } of entries) {
    expect(catalogue.indexOfRecord(recordId)).toBe(index)
    expect(catalogue.indexOfRecord(recordId.slice(0, 15))).toBe(index)
    if (document === null || identifier === null) continue
    expect(catalogue.documentByIdentifier(identifier)).toEqual(document)
    expect(catalogue.documentByKey(document.objectKey)).toEqual(document)
  }
})

test('no id and no key is repeated', () => {
  expect(new Set(entries.map(({ recordId }) => recordId)).size).toBe(entries.length)
  expect(new Set(documents.map(({ identifier }) => identifier)).size).toBe(documents.length)
  expect(new Set(documents.map(({ objectKey }) => objectKey)).size).toBe(documents.length)
})

test('ids that were never given out are unknown', () => {
  const { recordId, identifier, document } = catalogue.entry(entries.findIndex((entry) => entry.document !== null))
  expect(catalogue.indexOfRecord(`${recordId.slice(0, 15)}AAA`)).toBeUndefined()
  expect(catalogue.indexOfRecord(recordId.replace('a1c', '003'))).toBeUndefined()
  expect(catalogue.indexOfRecord('')).toBeUndefined()
  expect(catalogue.documentByIdentifier(`${identifier?.slice(0, -1)}x`)).toBeUndefined()
  expect(catalogue.documentByIdentifier(document?.objectKey.split('/')[1] ?? '')).toBeUndefined()
  expect(catalogue.documentByKey(`other/${document?.objectKey}`)).toBeUndefined()
  const larger = createCatalogue({ seed: 'one', records: 20_001 })
  expect(catalogue.indexOfRecord(larger.entry(20_000).recordId)).toBeUndefined()
})

test('record ids count upwards, as text too, and carry the suffix that Salesforce computes', () => {
  const ids = entries.map(({ recordId }) => recordId)
  expect(ids).toEqual(ids.toSorted())
  expect(ids.every((id) => /^a1c[A-Za-z0-9]{12}[A-Z0-5]{3}$/.test(id))).toBe(true)
})

test('the kinds of entries have their shares', () => {
  expect(share((entry) => entry.typeCurrent === 'Folder')).toBeCloseTo(0.1, 5)
  expect(share((entry) => entry.accountId === null)).toBeCloseTo(0.05, 5)
  expect(share((entry) => entry.typeCurrent === 'Document' && entry.documentUrl === null)).toBeCloseTo(0.03, 5)
  expect(share((entry) => entry.documentUrl?.startsWith(catalogue.vendorHost) ?? false)).toBeCloseTo(0.015, 5)
  const isForeign = (entry: CatalogueEntry) => entry.documentUrl?.startsWith('https') && !isVendorUrl(entry)
  expect(share((entry) => Boolean(isForeign(entry)))).toBeCloseTo(0.015, 5)
  expect(share((entry) => Boolean(isVendorUrl(entry)) && entry.accountId !== null)).toBeCloseTo(0.79, 5)
})

test('some documents are archived, missing or answered with a page', () => {
  const count = (answer: string) => documents.filter((document) => document.answer === answer).length / 15_800
  expect(count('archived')).toBeCloseTo(0.005, 3)
  expect(count('missing')).toBeCloseTo(0.003, 3)
  expect(count('html')).toBeCloseTo(0.003, 3)
})

test('sizes suit a demo, with a few planted extremes', () => {
  const sizes = documents.map(({ sizeBytes }) => sizeBytes).toSorted((a, b) => a - b)
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  expect(sizes[Math.floor(sizes.length / 2)]).toBeGreaterThan(18_000)
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(22_000)
  expect(mean).toBeGreaterThan(60_000)
  expect(mean).toBeLessThan(85_000)
  expect(sizes.filter((size) => size === 0)).toHaveLength(1)
  expect(sizes.filter((size) => size > 10_000_000)).toEqual([12_000_000, 12_595_257, 67_108_864])
})

test('the smallest full sandbox of 200 records also holds every extreme and answer', () => {
  const small = createCatalogue({ seed: 'any', records: 200 })
  const found = Array.from({ length: 200 }, (_, index) => small.entry(index).document).filter((facts) => facts !== null)
  expect(new Set(found.map(({ answer }) => answer))).toEqual(new Set(['bytes', 'archived', 'missing', 'html']))
  expect(Math.max(...found.map(({ sizeBytes }) => sizeBytes))).toBe(64 * 1024 * 1024)
  expect(Math.min(...found.map(({ sizeBytes }) => sizeBytes))).toBe(0)
})

test('names hold what people type, within the limit of 80 characters', () => {
  const names = entries.map(({ name }) => name)
  expect(names.every((name) => name.length > 0 && name.length <= 80 && name.trim() === name)).toBe(true)
  expect(names.every((name) => name.isWellFormed())).toBe(true)
  for (const part of ['#', '%', '+', '"', "'", '🧾', 'ת', 'م', 'Ü', '.v1.2.', ' ', '&', '<b>']) {
    expect(names.some((name) => name.includes(part))).toBe(true)
  }
  expect(names.some((name) => name.length === 80 && !/\.\w{3,4}$/.test(name))).toBe(true)
})

test('documents come into being in spring, on weekdays and in office hours most', () => {
  const created = entries.map(({ createdAt }) => createdAt)
  const countOf = (isCounted: (at: Date) => boolean) => created.filter(isCounted).length
  const inSpring = countOf((at) => at.getUTCMonth() === 2 || at.getUTCMonth() === 3)
  expect(inSpring / created.length).toBeGreaterThan(0.35)
  expect(countOf((at) => at.getUTCDay() % 6 === 0) / created.length).toBeLessThan(0.1)
  expect(countOf((at) => at.getUTCHours() >= 13 && at.getUTCHours() <= 22) / created.length).toBeGreaterThan(0.8)
  expect(new Set(created.map((at) => at.getUTCFullYear())).size).toBe(10)
  expect(created).toEqual(created.toSorted((a, b) => a.getTime() - b.getTime()))
  expect(created.every((at) => at.getTime() >= Date.UTC(2016, 0, 4) && at.getTime() < Date.UTC(2025, 5, 30))).toBe(true)
})

test('Accounts differ in size, and their names are as odd as in reality', () => {
  const sizes = new Map<string, number>()
  for (const { accountId } of entries) if (accountId) sizes.set(accountId, (sizes.get(accountId) ?? 0) + 1)
  expect(Math.max(...sizes.values())).toBeGreaterThan(1_000)
  expect([...sizes.keys()].every((id) => catalogue.indexOfAccount(id) !== undefined)).toBe(true)
  const accounts = Array.from({ length: catalogue.accounts }, (_, index) => catalogue.account(index))
  expect(accounts.every(({ index, accountId }) => catalogue.indexOfAccount(accountId) === index)).toBe(true)
  expect(new Set(accounts.map(({ name }) => name)).size).toBe(500)
  for (const part of ['&', ',', '"', "'", 'Ö', '🌿', 'מ', 'م']) {
    expect(accounts.some(({ name }) => name.includes(part))).toBe(true)
  }
  expect(Math.max(...accounts.map(({ name }) => name.length))).toBeGreaterThan(200)
  expect(accounts.every(({ name }) => name.length <= 255)).toBe(true)
})

test('a seed fixes everything, another seed changes it', () => {
  const describe = ({ entry, account }: Catalogue) => [entry(17), entry(999), account(3)]
  expect(describe(createCatalogue({ seed: 'one', records: 20_000 }))).toEqual(describe(catalogue))
  expect(describe(createCatalogue({ seed: 'two', records: 20_000 }))).not.toEqual(describe(catalogue))
})

test('record 999,999 of a million is there at once and can be found again', () => {
  const million = createCatalogue({ seed: 'one', records: 1_000_000 })
  const last = million.entry(999_999)
  expect(million.indexOfRecord(last.recordId)).toBe(999_999)
  expect(last.modifiedAt.getTime()).toBeGreaterThanOrEqual(last.createdAt.getTime())
  expect(() => million.entry(1_000_000)).toThrow('There is no record 1000000')
})

test('documents can be cut to a size, and nothing else changes', () => {
  const cut = createCatalogue({ seed: 'one', records: 20_000, largestDocumentBytes: 4_096 })
  const describe = ({ entry }: Catalogue, index: number) => {
    const { document, ...rest } = entry(index)
    return { ...rest, document: document && { ...document, sizeBytes: null } }
  }
  for (let index = 0; index < 400; index += 1) {
    expect(describe(cut, index)).toEqual(describe(catalogue, index))
    const { sizeBytes = 0 } = cut.entry(index).document ?? {}
    expect(sizeBytes).toBeLessThanOrEqual(4_096)
  }
})
