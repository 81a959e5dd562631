import { describe, expect, test } from 'vitest'
import { beforeImagesPart } from '../../../server/domain/restore/before-images.ts'
import { decideRestore } from '../../../server/domain/restore/decide.ts'
import { describedDifferences, parseDescription, refuseOtherSite } from '../../../server/domain/restore/description.ts'
import { findColumns, toRestoreRow } from '../../../server/domain/restore/restore-row.ts'
import { EXAMPLE_BEFORE_IMAGES } from '../../../server/http/schemas/report.ts'

const ID = 'a01000000000001AAA'
const columns = { count: 2, id: 0, value: 1 }
const row = (...cells: string[]) => ({ line: 7, cells })

describe('the file of before-images', () => {
  const line = (recordId: string, expectedUrl: string | null, leftOutReason: string | null = null) => {
    return { recordId, expectedUrl, targetUrl: 'https://new.example', leftOutReason }
  }

  test('has a row for each planned record, none for those left out, and names what no file can carry', () => {
    const part = beforeImagesPart([line('a', null), line('b', '=1'), line('c', 'x', 'held'), line('d', '#N/A')])
    expect(part).toEqual({ text: '"a",#N/A\n"b","=1"\n', rowCount: 2, notLoadable: ['d'] })
  })
})

describe('the head of a file', () => {
  test('names both columns in any case and order, with others beside them', () => {
    expect(findColumns(row('document__C', 'Note', 'ID'), 'Document__c')).toEqual({ count: 3, id: 2, value: 0 })
  })

  test.each([
    [['Document__c'], /column Id; there is none among "Document__c"/],
    [['Id', 'Url'], /column Document__c; there is none/],
    [['Id', 'Id', 'Document__c'], /column Id; there is 2/],
  ])('%j is refused with what is missing', (cells, message) => {
    expect(() => findColumns(row(...cells), 'Document__c')).toThrow(message)
  })
})

describe('a row of a file', () => {
  test('gives a record a value, or none', () => {
    expect(toRestoreRow(row(ID, '=x'), columns)).toEqual({ line: 7, recordId: ID, value: '=x' })
    expect(toRestoreRow(row(ID.slice(0, 15), '#N/A'), columns)).toEqual({ line: 7, recordId: ID, value: null })
  })

  test.each([
    ['nonsense', 'x', /no record id of 15 or 18 characters/],
    ['', 'x', /no record id of 15 or 18 characters/],
    [ID.toLowerCase(), 'x', /Something changed their case/],
    [ID, '', /#N\/A empties it/],
  ])('with id %j and value %j is a problem of its line', (id, value, problem) => {
    expect(toRestoreRow(row(id, value), columns)).toEqual({ line: 7, problem: expect.stringMatching(problem) })
  })

  test('with another number of cells ends the reading, because nothing after it is sure', () => {
    expect(() => toRestoreRow(row(ID, 'a', 'b'), columns)).toThrow(/Line 7: The row has 3 cells; the head has 2/)
  })
})

describe('what loading a row would do', () => {
  const facts = { recordId: ID, currentUrl: 'ours', isDeleted: false, writtenUrl: 'ours', hasOwnWrite: true }

  test.each([
    ['restore', 'old', facts],
    ['restore', null, facts],
    ['already', 'ours', facts],
    ['already', null, { ...facts, currentUrl: '' }],
    ['changed-by-others', 'old', { ...facts, currentUrl: 'theirs' }],
    ['changed-by-others', 'old', { ...facts, currentUrl: null }],
    ['changed-by-others', 'old', { ...facts, currentUrl: null, writtenUrl: null, hasOwnWrite: false }],
    ['deleted', 'old', { ...facts, isDeleted: true }],
    ['unknown', 'old', undefined],
  ])('is %s for the value %j and %j', (kind, value, known) => {
    expect(decideRestore(value, known)).toBe(kind)
  })
})

describe('the description beside a file', () => {
  const here = { orgId: EXAMPLE_BEFORE_IMAGES.orgId, object: 'DocListEntry__c', field: 'Document__c' }
  const described = parseDescription(JSON.stringify(EXAMPLE_BEFORE_IMAGES))

  test('of this org, object and field is taken', () => {
    expect(() => refuseOtherSite(described, here)).not.toThrow()
    expect(describedDifferences(described, EXAMPLE_BEFORE_IMAGES)).toEqual([])
  })

  test.each([
    [{ orgId: '00D000000000002EAA' }, 'restore.other-org'],
    [{ object: 'ContentVersion' }, 'restore.other-object'],
    [{ field: 'Other__c' }, 'restore.other-object'],
  ])('of another place is refused: %j', (change, code) => {
    expect(() => refuseOtherSite({ ...described, ...change }, here)).toThrow(expect.objectContaining({ code }))
  })

  test('says which bytes and how many rows there must be', () => {
    expect(describedDifferences(described, { rows: 2, sha256: 'c'.repeat(64) })).toEqual([
      'It should have 1 rows and has 2.',
      expect.stringContaining('SHA-256'),
    ])
  })

  test.each(['', '[]', 'null', '{"format":"doclift-before-images/1"}', '{"format":"other"}'])(
    'that is none is refused: %s',
    (text) => {
      expect(() => parseDescription(text)).toThrow(/does not describe/)
    },
  )
})
