import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFileSigner } from '../../../server/adapters/keys/file-signer.ts'

const pathOf = () => join(mkdtempSync(join(tmpdir(), 'doclift-key-')), 'keys', 'signing-key.pem')

test('the first use makes a key that only its user can read, and later uses find it', () => {
  const path = pathOf()
  const { keyId } = openFileSigner(path)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(path, '..'))).toEqual(['signing-key.pem'])
  expect(openFileSigner(path).keyId).toBe(keyId)
})

test('a signature counts for its purpose, its content and its key alone', () => {
  const path = pathOf()
  const signer = openFileSigner(path)
  const signature = signer.sign('receipt', 'content')
  expect(openFileSigner(path).isSigned('receipt', 'content', signature)).toBe(true)
  expect(signer.isSigned('download', 'content', signature)).toBe(false)
  expect(signer.isSigned('receipt', 'Content', signature)).toBe(false)
  expect(signer.isSigned('receipt', 'content', 'x')).toBe(false)
  expect(openFileSigner(pathOf()).isSigned('receipt', 'content', signature)).toBe(false)
})

test('a derived secret is the same for the same name and another for another', () => {
  const path = pathOf()
  const secret = openFileSigner(path).deriveSecret('webhook 1')
  expect(openFileSigner(path).deriveSecret('webhook 1')).toBe(secret)
  expect(openFileSigner(path).deriveSecret('webhook 2')).not.toBe(secret)
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
})

test('a file that holds something else is refused without showing it', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'doclift-key-')), 'signing-key.pem')
  writeFileSync(path, 'something secret')
  const signer = openFileSigner(path)
  expect(() => signer.keyId).toThrow(/must hold an Ed25519 private key/)
  expect(() => signer.keyId).not.toThrow(/something secret/)
})
