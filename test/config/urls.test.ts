import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { linkSettingsOf, urlSettingsOf } from '../../server/config/url-settings.ts'
import { ConfigError, describeConfig, readConfig, settingsFingerprint } from '../../server/config.ts'

const OTHERS = {
  PROFILE: 'testing',
  ENVIRONMENT: 'sandbox',
  SALESFORCE_LOGIN_URL: 'https://acme--uat.sandbox.my.salesforce.com',
  SALESFORCE_CLIENT_ID: 'client',
  SALESFORCE_CLIENT_SECRET: 'client-secret',
  VENDOR_API_URL: 'https://api.vendor.example',
  VENDOR_TOKEN: 'vendor-token',
  VENDOR_FILE_HOSTS: 'files.vendor.example',
  VENDOR_DOCUMENT_HOSTS: 'docs.vendor.example',
  DESTINATION_REGION: 'eu-central-1',
  DESTINATION_BUCKET: 'customer-documents',
  DESTINATION_ACCESS_KEY_ID: 'key-id',
  DESTINATION_SECRET_ACCESS_KEY: 'secret-key',
  DOCUMENT_URL_READERS: 'nobody else',
}
const LIGHTNING = { SALESFORCE_LIGHTNING_URL: 'https://acme--uat.sandbox.lightning.force.com/' }
const newKey = (kid: string) => ({ kid, secret: randomBytes(32).toString('base64') })
const KEYS = [newKey('2026-02'), newKey('2026-01')]
const OBJECT = { ...OTHERS, URL_MODE: 'object', URL_BASE: 'https://files.acme.example' }
const ORG = { ...OTHERS, ...LIGHTNING, URL_MODE: 'org' }
const LINK = {
  ...OTHERS,
  ...LIGHTNING,
  URL_MODE: 'link',
  URL_BASE: 'https://doclift.acme.example',
  LINK_KEYS_FILE: '/keys',
}

function read(environment: Record<string, string>, keys: unknown = KEYS) {
  return readConfig(environment, () => JSON.stringify(keys))
}

function problemsOf(environment: Record<string, string>, keys?: unknown): readonly string[] {
  try {
    read(environment, keys)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

function without(environment: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([one]) => one !== name))
}

test('each form of URL is read with what it is made of', () => {
  const page = { lightningUrl: 'https://acme--uat.sandbox.lightning.force.com', namespace: 'c' }
  expect(urlSettingsOf(read(OBJECT))).toEqual({ mode: 'object', baseUrl: 'https://files.acme.example' })
  expect(urlSettingsOf(read(ORG))).toEqual({ mode: 'org', page })
  expect(urlSettingsOf(read({ ...ORG, SALESFORCE_NAMESPACE: 'acme' }))).toMatchObject({ page: { namespace: 'acme' } })
  const [newest] = KEYS.map(({ kid, secret }) => ({ kid, secret: Buffer.from(secret, 'base64') }))
  expect(urlSettingsOf(read(LINK))).toEqual({ mode: 'link', baseUrl: 'https://doclift.acme.example', key: newest })
  expect(linkSettingsOf(read(LINK))).toMatchObject({ page, keys: [{ kid: '2026-02' }, { kid: '2026-01' }] })
})

test('links are answered in every mode while there are keys, and never without', () => {
  expect(linkSettingsOf(read({ ...OBJECT, ...LIGHTNING, LINK_KEYS_FILE: '/keys' }))?.keys).toHaveLength(2)
  expect(linkSettingsOf(read({ ...ORG, LINK_KEYS_FILE: '/keys' }))?.keys).toHaveLength(2)
  expect(linkSettingsOf(read(OBJECT))).toBeNull()
})

describe('settings are refused', () => {
  test.each([
    ['object without a base', without(OBJECT, 'URL_BASE'), 'URL_MODE object needs URL_BASE'],
    ['link without a base', without(LINK, 'URL_BASE'), 'URL_MODE link needs URL_BASE'],
    ['link without keys', without(LINK, 'LINK_KEYS_FILE'), 'URL_MODE link needs LINK_KEYS_FILE'],
    ['link without the org', without(LINK, 'SALESFORCE_LIGHTNING_URL'), 'URL_MODE link needs SALESFORCE_LIGHTNING_URL'],
    ['org without the org', without(ORG, 'SALESFORCE_LIGHTNING_URL'), 'URL_MODE org needs SALESFORCE_LIGHTNING_URL'],
    ['org with a base', { ...ORG, URL_BASE: 'https://files.acme.example' }, 'take URL_BASE out'],
    ['keys without the org', { ...OBJECT, LINK_KEYS_FILE: '/keys' }, 'LINK_KEYS_FILE needs SALESFORCE_LIGHTNING_URL'],
    ['documents without a login', { ...LINK, LINK_ANONYMOUS_ACCESS: 'true' }, 'need a sign-off by Security'],
  ])('for %s', (_what, environment, problem) => {
    expect(problemsOf(environment)).toEqual([expect.stringContaining(problem)])
  })

  test.each([
    'https://acme.lightning.force.com',
    'https://acme--uat.sandbox.my.salesforce.com',
    'https://acme--uat.sandbox.lightning.force.com.evil.example',
    'https://evil.example',
    'https://acme--uat.sandbox.lightning.force.com:8443',
  ])('when the pages are not those of the org of the login: %s', (url) => {
    expect(problemsOf({ ...ORG, SALESFORCE_LIGHTNING_URL: url })).toEqual([
      expect.stringContaining('must be acme--uat.sandbox.lightning.force.com'),
    ])
  })

  test('when the address of the org has a path', () => {
    const url = 'https://acme--uat.sandbox.lightning.force.com/lightning'
    expect(problemsOf({ ...ORG, SALESFORCE_LIGHTNING_URL: url })).toEqual([expect.stringContaining('no path')])
  })

  test.each([
    ['nothing', [], 'JSON array of one to 20'],
    ['no list', newKey('a'), 'JSON array of one to 20'],
    ['a kid twice', [newKey('a'), newKey('a')], 'the same kid twice'],
    ['a secret twice', [{ ...KEYS[0], kid: 'a' }, KEYS[0]], 'the same secret twice'],
    ['a short secret', [{ kid: 'a', secret: randomBytes(16).toString('base64') }], 'JSON array of one to 20'],
    ['a typed secret', [{ kid: 'a', secret: Buffer.alloc(32, 'x').toString('base64') }], '32 random bytes'],
    ['something else in it', [{ ...newKey('a'), note: 'x' }], 'JSON array of one to 20'],
  ])('for keys with %s', (_what, keys, problem) => {
    expect(problemsOf(LINK, keys)).toEqual([expect.stringContaining(problem)])
  })
})

test('a secret of links is shown nowhere, and is no part of the fingerprint', () => {
  const config = read(LINK)
  const shown = [describeConfig(config), inspect(config, { depth: 10 })].join('\n')
  for (const { secret } of KEYS) expect(shown).not.toContain(secret)
  expect(shown).toContain('2026-02')
  const sameNames = KEYS.map(({ kid }) => newKey(kid))
  expect(settingsFingerprint(read(LINK, sameNames))).toBe(settingsFingerprint(config))
  expect(settingsFingerprint(read(LINK, [newKey('2026-03'), ...KEYS]))).not.toBe(settingsFingerprint(config))
  expect(settingsFingerprint(read({ ...LINK, SALESFORCE_NAMESPACE: 'acme' }))).not.toBe(settingsFingerprint(config))
})
