import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Strike } from '../../sandbox/store/faults.ts'
import { findObjectsOfNobody, type LedgerRow, strikesByRecord } from './readings.ts'
import { type Ending, findWrong } from './verdict.ts'

const ID = 'a1cAB0000004C92AAE'
const KEY = `documents/001/Account/${ID}/fingerprint/a b.pdf`
const FINAL = { mayPass: false, wasAway: false }
const NOTHING = createHash('sha256').digest('hex')

const met = (operation: string, fault: string, subject = 'id-1'): Strike => ({ operation, subject, with: fault })
const stored: NonNullable<Ending['stored']> = {
  sha256: 'abc',
  sizeBytes: 9,
  contentLength: 9,
  contentType: 'application/pdf',
  disposition: `inline; filename="a b.pdf"; filename*=UTF-8''a%20b.pdf`,
}
const copy: Ending = {
  recordId: ID,
  name: 'a b.pdf',
  word: 'verified',
  code: null,
  sentence: null,
  objectKey: KEY,
  expected: { identifier: 'id-1', kind: 'pdf', answer: 'bytes', sizeBytes: 9, sha256: 'abc' },
  stored,
  strikes: [],
}
const denied: Ending = {
  ...copy,
  word: 'failed',
  code: 'source.denied',
  sentence: 'Expected an address; the API answered 403. Ask the vendor.',
  objectKey: null,
  stored: null,
}

test.each<[string, Ending]>([
  ['a copy that is its document', copy],
  ['a copy of no bytes, where none came', { ...empty(copy), strikes: [met('download', 'no-bytes')] }],
  [
    'a copy after faults that passed',
    { ...copy, strikes: [met('download', 'cut-body'), met('put', 'slow-down', KEY)] },
  ],
  [
    'a copy under another key than the one that is refused',
    { ...copy, strikes: [met('put', 'key-refused', 'documents/other')] },
  ],
  ['a record whose document is closed', { ...denied, strikes: [met('presign', 'forbidden')] }],
  [
    'a record whose document is missing by nature',
    {
      ...denied,
      expected: { ...copy.expected, answer: 'missing' },
      ...{ word: 'missing', code: 'source.missing', sentence: 'The API says that there is none. Ask the vendor.' },
    },
  ],
])('%s is right', (_words, ending) => {
  expect(findWrong(ending, FINAL)).toBeNull()
})

test.each<[string, Ending, RegExp]>([
  ['a copy with other bytes', { ...copy, stored: { ...stored, sha256: 'abd' } }, /expected .*"abc"/],
  ['a copy with another length in its headers', withStored({ contentLength: 8 }), /"contentLength":9/],
  ['a copy of another type', withStored({ contentType: 'text/html' }), /"contentType":"application\/pdf"/],
  [
    'a copy under another name',
    withStored({ disposition: `inline; filename="x"; filename*=UTF-8''x` }),
    /"disposition":""/,
  ],
  [
    'a copy that is to be downloaded though it may be shown',
    withStored({ disposition: stored.disposition.replace('inline', 'attachment') }),
    /"disposition":""/,
  ],
  ['a copy of which there is no object', { ...copy, stored: null }, /found none/],
  ['a copy of no bytes, where all came', empty(copy), /"sizeBytes":9/],
  [
    'a copy of a closed document',
    { ...copy, strikes: [met('presign', 'forbidden')] },
    /expected the failure source.denied/,
  ],
  ['a copy at a key that is refused', { ...copy, strikes: [met('put', 'key-refused', KEY)] }, /s3.key-refused/],
  ['a record that nobody planted a failure on', denied, /a failure that was planted/],
  [
    'a record that failed by what passes',
    { ...denied, strikes: [met('download', 'expired-link')] },
    /that was planted/,
  ],
  [
    'a record without any name',
    { ...denied, word: 'discovered', code: null, sentence: null },
    /found discovered with null/,
  ],
  [
    'a record in a state that is not that of its failure',
    { ...denied, word: 'restoring', strikes: [met('presign', 'forbidden')] },
    /to be failed with source.denied/,
  ],
  [
    'a record whose sentence says something else',
    { ...denied, sentence: 'It did not work.', strikes: [met('presign', 'forbidden')] },
    /a sentence that says/,
  ],
])('%s is wrong', (_words, ending, wrong) => {
  expect(findWrong(ending, FINAL)).toMatch(wrong)
})

test('what passes may be the end of a record as long as it is tried again', () => {
  const ending = { ...denied, strikes: [met('download', 'expired-link')] }
  expect(findWrong(ending, { mayPass: true, wasAway: false })).toBeNull()
  const lost = { ...denied, code: 's3.connection', sentence: 'Expected an answer; the connection failed (X).' }
  expect(findWrong(lost, { mayPass: true, wasAway: true })).toBeNull()
  expect(findWrong(lost, { mayPass: true, wasAway: false })).toMatch(/that was planted/)
})

test('a document that broke off and whose rest was of another one may have changed, unless nothing said so', () => {
  const sentence = 'Expected the rest of the same document from the bucket; its size is another one by now.'
  const ending = { ...denied, word: 'changed', code: 'source.changed', sentence }
  const passing = { mayPass: true, wasAway: false }
  expect(findWrong({ ...ending, strikes: [met('download', 'wrong-length')] }, passing)).toBeNull()
  expect(findWrong({ ...ending, strikes: [met('download', 'cut-body')] }, passing)).toMatch(/that was planted/)
})

test('strikes belong to the record whose identifier or key they name', () => {
  const [row] = [rowOf('id-1', KEY)]
  const strikes = [met('presign', 'throttled'), met('put', 'slow-down', KEY), met('put', 'slow-down', '_doclift/stamp')]
  expect(strikesByRecord([row], strikes).get(ID)).toEqual(strikes.slice(0, 2))
})

test('an object that no record names is of an earlier version, or of nobody', () => {
  const other = KEY.replace('fingerprint', 'earlier')
  const keys = [KEY, other, 'documents/_doclift/installation.json']
  const none = findObjectsOfNobody(keys, [rowOf('id-1', KEY)], new Map())
  expect(none).toEqual({ earlier: [], unknown: [`${other}: no record names this object`] })
  const strikes = new Map([[ID, [met('download', 'changed-midway')]]])
  expect(findObjectsOfNobody(keys, [rowOf('id-1', KEY)], strikes)).toEqual({ earlier: [other], unknown: [] })
})

function withStored(changes: Partial<NonNullable<Ending['stored']>>): Ending {
  return { ...copy, stored: { ...stored, ...changes } }
}

function empty(ending: Ending): Ending {
  return { ...ending, stored: { ...stored, sha256: NOTHING, sizeBytes: 0, contentLength: 0 } }
}

function rowOf(identifier: string, objectKey: string): LedgerRow {
  return { recordId: ID, identifier, name: 'a b.pdf', word: 'verified', code: null, sentence: null, objectKey }
}
