import { expect, test } from 'vitest'
import { createCatalogue } from './catalogue.ts'
import { ZOO } from './zoo.ts'

const RECORDS = 600
const plain = createCatalogue({ seed: 'zoo', records: RECORDS })
const zoo = createCatalogue({ seed: 'zoo', records: RECORDS, zoo: true })
const indexes = Array.from({ length: RECORDS }, (_, index) => index)
const entriesOf = (id: string) =>
  indexes.filter((index) => zoo.zooKindOf(index) === id).map((index) => zoo.entry(index))
const only = (id: string) => {
  const [entry] = entriesOf(id)
  if (entry === undefined) throw new Error(`There is no ${id}.`)
  return entry
}

test('a world without a zoo has no odd kind', () => {
  expect(plain.hasZoo).toBe(false)
  expect(indexes.map((index) => plain.zooKindOf(index)).filter((id) => id !== undefined)).toEqual([])
})

test('an ordinary document of a zoo is the one of the world without it', () => {
  const ordinary = indexes.filter((index) => zoo.zooKindOf(index) === undefined)
  expect(ordinary.length).toBeGreaterThan(400)
  for (const index of ordinary) expect(zoo.entry(index)).toEqual(plain.entry(index))
})

test.each(ZOO.map(({ id }) => id))('the smallest zoo holds a record of the kind %s', (id) => {
  const smallest = createCatalogue({ seed: 'any', records: 200, zoo: true })
  const kinds = Array.from({ length: 200 }, (_, index) => smallest.zooKindOf(index))
  expect(kinds).toContain(id)
})

test('a zoo of less than one block is refused', () => {
  expect(() => createCatalogue({ seed: 'zoo', records: 199, zoo: true })).toThrow('A zoo needs at least 200 records')
})

test('two records share one file, down to URL and identifier', () => {
  const [one, other] = entriesOf('shared-file')
  expect(one?.recordId).not.toBe(other?.recordId)
  expect(one?.documentUrl).toBe(other?.documentUrl)
  expect(one?.identifier).toBe(other?.identifier)
  expect(one?.document).toEqual(other?.document)
})

test('odd URLs fit the field and lead to the document they had', () => {
  for (const id of ['presigned-query', 'path-style', 'other-virtual-host', 'double-encoded', 'upper-case-host']) {
    const { documentUrl, document } = only(id)
    expect(documentUrl?.length).toBeLessThanOrEqual(255)
    expect(documentUrl).toContain(document?.objectKey.split('/')[1])
    expect(zoo.documentByIdentifier(document?.identifier ?? '')).toEqual(document)
  }
})

test('names are cut at exactly 80 characters, with and without a rest of the extension', () => {
  expect(only('cut-name').name).toMatch(/^[^.]{80}$/)
  expect(only('cut-extension').name).toMatch(/^[^.]{77}\.pd$/)
  expect(only('no-extension').name).not.toContain('.')
})

test('identifiers are empty, unknown to the vendor, or no identifiers at all', () => {
  expect(only('no-identifier').identifier).toBeNull()
  expect(zoo.documentByIdentifier(only('unknown-identifier').identifier ?? '')).toBeUndefined()
  expect(only('bad-identifier').identifier).toMatch(/^\.\.\//)
})
