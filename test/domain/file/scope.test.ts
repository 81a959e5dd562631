import { describe, expect, test } from 'vitest'
import { type Entry, outOfScopeReason } from '../../../server/domain/file/scope.ts'

const RULES = { documentType: 'Document', vendorHosts: ['files.vendor.example'], destinationHost: 'files.acme.example' }

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
    ['a script is not a URL', { documentUrl: 'javascript:alert(1)//x' }, 'not-a-url'],
  ])('%s', (_title, changes, reason) => {
    expect(outOfScopeReason(entry(changes), RULES)).toBe(reason)
  })
})
