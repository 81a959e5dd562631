import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openFileSigner } from '../../../server/adapters/keys/file-signer.ts'
import {
  type Download,
  formatDownloadToken,
  parseDownloadToken,
} from '../../../server/operations/reports/download-token.ts'

const folder = mkdtempSync(join(tmpdir(), 'doclift-download-'))
const signer = openFileSigner(join(folder, 'key.pem'))
afterAll(() => rmSync(folder, { recursive: true }))

const EXPIRES = new Date('2026-03-01T12:05:00.000Z')
const DOWNLOAD: Download = {
  selection: { report: 'overview' },
  format: 'csv',
  actorId: 'user:005000000000001AAA',
  expiresAt: EXPIRES.toISOString(),
}
const TOKEN = formatDownloadToken(signer, DOWNLOAD)
const notFound = expect.objectContaining({ code: 'download.not-found' })

test('a token stands for what it was made for until it expires', () => {
  expect(parseDownloadToken(signer, TOKEN, new Date(EXPIRES.getTime() - 1))).toEqual(DOWNLOAD)
  expect(() => parseDownloadToken(signer, TOKEN, EXPIRES)).toThrow(
    expect.objectContaining({ code: 'download.expired' }),
  )
})

test('a token with one other character is nothing', () => {
  const character = fc.constantFrom(...'ABCXYZabcxyz0189-_.')
  fc.assert(
    fc.property(fc.nat(TOKEN.length - 1), character, (at, other) => {
      fc.pre(TOKEN[at] !== other)
      const altered = TOKEN.slice(0, at) + other + TOKEN.slice(at + 1)
      expect(() => parseDownloadToken(signer, altered, new Date(0))).toThrow(notFound)
    }),
  )
})

test.each(['', '.', 'a.b', `${TOKEN}.`, `${TOKEN}.x`, `.${TOKEN}`, TOKEN.split('.')[0] ?? ''])(
  'the text %j is no token',
  (text) => {
    expect(() => parseDownloadToken(signer, text, new Date(0))).toThrow(notFound)
  },
)

test('what was signed for another purpose is no token', () => {
  const [payload = ''] = TOKEN.split('.')
  expect(() => parseDownloadToken(signer, `${payload}.${signer.sign('receipt', payload)}`, new Date(0))).toThrow(
    notFound,
  )
})
