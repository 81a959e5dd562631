import { describe, expect, test } from 'vitest'
import { type Entry, outOfScopeReason } from '../../../server/domain/file/scope.ts'

const RULES = {
  documentType: 'Document',
  vendorHosts: ['files.vendor.example', 'vendor-docs.s3.us-west-2.amazonaws.com'],
  destinationHost: 'files.acme.example',
  fileTypes: [],
  maxFileSizeBytes: 1_000,
}

function entry(changes: Partial<Entry>): Entry {
  return {
    recordId: 'a1c000000000001AAA',
    accountId: '001000000000001AAA',
    accountName: 'Acme',
    name: 'K-1.pdf',
    documentUrl: 'https://files.vendor.example/bucket/9f1c',
    identifier: '6f9619ff-8b86-11d0-b42d-00c04fc964ff',
    type: 'Document',
    createdAt: '2025-04-01T10:00:00.000Z',
    systemModstamp: '2026-01-01T00:00:00.000Z',
    ...changes,
  }
}

describe('the reason why an entry is out of scope', () => {
  test.each<[string, Partial<Entry>, string | null]>([
    ['a document of the vendor is in scope', {}, null],
    ['a URL without a scheme is in scope by its host', { documentUrl: 'files.vendor.example/b/9f1c' }, null],
    ['a host in capitals is the same host', { documentUrl: 'https://FILES.vendor.example/b/9f1c' }, null],
    ['a record that points at our own bucket is in scope', { documentUrl: 'https://files.acme.example/x' }, null],
    ['a folder is a folder even without an Account', { type: 'Folder', accountId: null }, 'folder'],
    ['a document without an Account says so', { accountId: null }, 'no-account'],
    ['a document without a URL says so', { documentUrl: null }, 'no-url'],
    ['a blank URL is no URL', { documentUrl: '   ' }, 'no-url'],
    ['a URL on another host says so', { documentUrl: 'https://elsewhere.example/x' }, 'foreign-host'],
    ['a look-alike host is foreign', { documentUrl: 'https://files.vendor.example.evil.example/x' }, 'foreign-host'],
    [
      'a host in the user part is not trusted',
      { documentUrl: 'https://files.vendor.example@evil.example/x' },
      'not-a-url',
    ],
    [
      'the bucket of the vendor in the path is the same bucket',
      { documentUrl: 'https://s3.us-west-2.amazonaws.com/vendor-docs/b/9f1c' },
      null,
    ],
    [
      'the bucket of the vendor at the host without a region is the same bucket',
      { documentUrl: 'https://vendor-docs.s3.amazonaws.com/b/9f1c' },
      null,
    ],
    [
      'another bucket in the path is foreign',
      { documentUrl: 'https://s3.us-west-2.amazonaws.com/other/vendor-docs/9f1c' },
      'foreign-host',
    ],
    [
      'a bucket whose name only ends like the one of the vendor is foreign',
      { documentUrl: 'https://not-vendor-docs.s3.amazonaws.com/b/9f1c' },
      'foreign-host',
    ],
    [
      'a signature in the query changes nothing',
      { documentUrl: 'https://files.vendor.example/b?X-Amz-Signature=a' },
      null,
    ],
    ['a script is not a URL', { documentUrl: 'javascript:alert(1)//x' }, 'not-a-url'],
  ])('%s', (_title, changes, reason) => {
    expect(outOfScopeReason(entry(changes), RULES)).toBe(reason)
  })
})

describe('the filter of file types', () => {
  const rules = { ...RULES, fileTypes: ['pdf', 'docx'] }
  const cut = (end: string) => `${'x'.repeat(80 - end.length)}${end}`

  test.each<[string, string, string | null]>([
    ['keeps a listed extension', 'K-1.pdf', null],
    ['keeps a listed extension in capitals', 'K-1.PDF', null],
    ['leaves out another extension', 'film.mp4', 'type-excluded'],
    ['goes by the last extension', 'K-1.pdf.exe', 'type-excluded'],
    ['keeps a Name without an extension', 'Engagement letter', null],
    ['keeps a Name that ends in a number after a dot', 'Balance v1.2', null],
    ['keeps a Name that ends in a sentence', 'Letter to Mr. Smith and sons', null],
    ['keeps a Name that was cut before its extension', cut('and a lot more'), null],
    ['keeps a Name that was cut within a listed extension', cut('.do'), null],
    ['leaves out a cut Name that cannot end in a listed extension', cut('.mp'), 'type-excluded'],
    ['leaves out a short Name with the start of a listed extension', 'letter.do', 'type-excluded'],
  ])('it %s', (_title, name, reason) => {
    expect(outOfScopeReason(entry({ name }), rules)).toBe(reason)
  })

  test('leaves nothing out when it is empty', () => {
    expect(outOfScopeReason(entry({ name: 'film.mp4' }), RULES)).toBeNull()
  })

  test('comes after every other reason', () => {
    expect(outOfScopeReason(entry({ name: 'film.mp4', accountId: null }), rules)).toBe('no-account')
  })
})
