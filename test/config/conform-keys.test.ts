import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parseConformKeys } from '../../server/config/conform-keys.ts'
import { reportKey } from '../support/conform-report.ts'

const [one, two] = [reportKey().publicKeyPem, reportKey().publicKeyPem]

describe('the file of keys that reports are believed from', () => {
  test('may hold none, one, or several one after the other', () => {
    expect(parseConformKeys('')).toEqual({ keys: [], problems: [] })
    expect(parseConformKeys(one)).toEqual({ keys: [one.trim()], problems: [] })
    expect(parseConformKeys(`${one}\n${two}`)).toEqual({ keys: [one.trim(), two.trim()], problems: [] })
  })

  test.for([
    ['a private key', reportKey().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['a key of another kind', rsaKey()],
    ['words around a key', `our key:\n${one}`],
    ['no PEM', 'MCowBQYDK2VwAyEA'],
    ['a damaged key', one.replace('MCow', 'MCox')],
  ] as const)('is refused whole with %s', ([, text]) => {
    const { keys, problems } = parseConformKeys(text)
    expect(keys).toEqual([])
    expect(problems).toEqual([expect.stringContaining('nothing but Ed25519 public keys')])
  })
})

function rsaKey(): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return publicKey.export({ type: 'spki', format: 'pem' }).toString()
}
