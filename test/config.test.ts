import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { VARIABLES } from '../server/config/variables.ts'
import {
  type Config,
  ConfigError,
  describeConfig,
  readConfig,
  readDatabaseConfig,
  readOrgConfig,
  secretsOf,
  settingsFingerprint,
  withoutSecrets,
} from '../server/config.ts'

const SECRETS = {
  DATABASE_URL: 'postgresql://app:pw-one@127.0.0.1/doclift',
  DATABASE_OWNER_URL: 'postgresql://owner:pw-two@127.0.0.1/doclift',
  SALESFORCE_CLIENT_SECRET: 'client-secret-three',
  VENDOR_TOKEN: 'vendor-token-four',
  DESTINATION_SECRET_ACCESS_KEY: 'secret-key-five',
}

const ENVIRONMENT = {
  ...SECRETS,
  PROFILE: 'testing',
  ENVIRONMENT: 'sandbox',
  SALESFORCE_LOGIN_URL: 'https://Example.my.salesforce.com/',
  SALESFORCE_CLIENT_ID: 'client',
  VENDOR_API_URL: 'https://api.vendor.example',
  VENDOR_FILE_HOSTS: 'Files.vendor.example, files.vendor.example:8443',
  VENDOR_DOCUMENT_HOSTS: 'docs.vendor.example',
  DESTINATION_REGION: 'eu-central-1',
  DESTINATION_BUCKET: 'customer-documents',
  DESTINATION_ACCESS_KEY_ID: 'key-id',
  URL_MODE: 'object',
  URL_BASE: 'https://documents.example.com/',
  DOCUMENT_URL_READERS: 'nobody else',
}

function without(...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(ENVIRONMENT).filter(([name]) => !names.includes(name)))
}

function tokenOf(config: Config): string | undefined {
  const token = config.sources.vendor?.token
  return token && 'token' in token ? token.token.reveal() : undefined
}

function problemsOf(environment: Record<string, string>, readText?: (path: string) => string): readonly string[] {
  try {
    readConfig(environment, readText)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('good settings', () => {
  test('are read with defaults, in the units the code works with', () => {
    const config = readConfig(ENVIRONMENT)
    expect(config).toMatchObject({
      profile: 'testing',
      worker: 'inside',
      http: { host: '127.0.0.1', port: 8787, isLoopback: true, tls: null, jwtKeys: [] },
      salesforce: {
        loginUrl: 'https://Example.my.salesforce.com',
        apiVersion: '67.0',
        allowedHosts: ['example.my.salesforce.com'],
        names: { object: 'DocListEntry__c', urlField: 'Document__c' },
      },
      vendor: { maxFileSizeBytes: 5_368_709_120 },
      sources: {
        order: ['vendor'],
        vendor: { fileHosts: ['files.vendor.example', 'files.vendor.example:8443'], responsePath: ['data', 'url'] },
        s3: null,
        https: null,
      },
      destination: { endpoint: null, prefix: 'doclift', isPathStyle: false },
      urls: { mode: 'object', baseUrl: 'https://documents.example.com' },
      switch: { batchSize: 10_000, collectionsTimeoutMs: 5_000, doubtMs: 610_000 },
      gate: { sourceFreshForMs: 86_400_000, evidenceFreshForMs: 3_600_000, minVerifiedPercent: 95 },
    })
    expect(tokenOf(config)).toBe('vendor-token-four')
  })

  test('say how many processes work: one, a number, or one on each core', () => {
    const processesOf = (text: string) => readConfig({ ...ENVIRONMENT, WORKER_PROCESSES: text }).workerProcesses
    expect(['', '1', '64', 'cores'].map(processesOf)).toEqual([1, 1, 64, availableParallelism()])
    for (const text of ['0', '65', '1.5', '-2', 'all']) {
      expect(problemsOf({ ...ENVIRONMENT, WORKER_PROCESSES: text })).toEqual([
        `WORKER_PROCESSES must be cores, or a number from 1 to 64; it is "${text}".`,
      ])
    }
  })

  test('say how the bucket keeps files', () => {
    const plain = { encryption: { kind: 'none' }, storageClass: 'STANDARD', tags: {} }
    expect(readConfig(ENVIRONMENT).destination.storage).toEqual(plain)
    const asked = {
      DESTINATION_ENCRYPTION: 'sse-kms',
      DESTINATION_KMS_KEY_ID: 'alias/archive',
      DESTINATION_STORAGE_CLASS: 'GLACIER_IR',
      DESTINATION_TAGS: 'project=doclift, owner=legal',
    }
    expect(readConfig({ ...ENVIRONMENT, ...asked }).destination.storage).toEqual({
      encryption: { kind: 'sse-kms', keyId: 'alias/archive' },
      storageClass: 'GLACIER_IR',
      tags: { project: 'doclift', owner: 'legal' },
    })
  })

  test('may list file types as people write them', () => {
    expect(readConfig(ENVIRONMENT).scope.fileTypes).toEqual([])
    const { scope } = readConfig({ ...ENVIRONMENT, SCOPE_FILE_TYPES: ' .PDF, docx ,7z,' })
    expect(scope.fileTypes).toEqual(['pdf', 'docx', '7z'])
    expect(problemsOf({ ...ENVIRONMENT, SCOPE_FILE_TYPES: '*.pdf' })).toEqual([
      'SCOPE_FILE_TYPES must be extensions of up to ten letters or digits, separated by commas; it is "*.pdf".',
    ])
  })

  test('may name objects in which side effects are counted, each once and not the documents', () => {
    expect(readConfig(ENVIRONMENT).sideEffects).toEqual({ objects: [], per100Records: 10 })
    const { sideEffects } = readConfig({ ...ENVIRONMENT, SIDE_EFFECT_OBJECTS: ' Task, tlnd__Log__c,task,' })
    expect(sideEffects.objects).toEqual(['Task', 'tlnd__Log__c'])
    expect(problemsOf({ ...ENVIRONMENT, SIDE_EFFECT_OBJECTS: 'Task, doclistentry__C' })).toEqual([
      expect.stringMatching(/^SIDE_EFFECT_OBJECTS must not name DocListEntry__c/),
    ])
    const eleven = Array.from({ length: 11 }, (_, index) => `Log${index}__c`).join()
    expect(problemsOf({ ...ENVIRONMENT, SIDE_EFFECT_OBJECTS: eleven })).toEqual([
      expect.stringContaining('at most 10 objects; it names 11'),
    ])
  })

  test('begin a switch with a canary and shares in production, and take it as one cohort in a sandbox', () => {
    const whole = { canaryAccountIds: [], canaryRecords: 0, percentages: [], soakMinutes: 60 }
    expect(readConfig({ ...ENVIRONMENT, ENVIRONMENT: 'sandbox' }).cohorts).toEqual(whole)
    const production = { ...ENVIRONMENT, ENVIRONMENT: 'production' }
    expect(readConfig(production).cohorts).toEqual({ ...whole, canaryRecords: 200, percentages: [1, 10] })
    const own = { SWITCH_CANARY_ACCOUNT_IDS: '001000000000001', SWITCH_COHORT_PERCENTAGES: '5, 50' }
    expect(readConfig({ ...production, ...own }).cohorts).toMatchObject({
      canaryAccountIds: ['001000000000001AAA'],
      percentages: [5, 50],
    })
    expect(problemsOf({ ...production, SWITCH_CANARY_ACCOUNT_IDS: 'Acme' })).toEqual([
      'SWITCH_CANARY_ACCOUNT_IDS must be ids of Accounts; "Acme" is none.',
    ])
    expect(problemsOf({ ...production, SWITCH_COHORT_PERCENTAGES: '10,1' })).toEqual([
      'SWITCH_COHORT_PERCENTAGES must rise from share to share; got "10,1". Write 1,10 for example.',
    ])
  })

  test('that name other objects to count change the fingerprint, and another number of side effects does not', () => {
    const before = settingsFingerprint(readConfig(ENVIRONMENT))
    expect(settingsFingerprint(readConfig({ ...ENVIRONMENT, SIDE_EFFECT_OBJECTS: 'Task' }))).not.toBe(before)
    expect(settingsFingerprint(readConfig({ ...ENVIRONMENT, SIDE_EFFECTS_PER_100_RECORDS: '99' }))).toBe(before)
  })

  test('cannot be changed afterwards', () => {
    const config = readConfig(ENVIRONMENT)
    expect(() => Object.assign(config.switch, { batchSize: 1 })).toThrow(TypeError)
  })

  test('that are empty count as not set', () => {
    expect(readConfig({ ...ENVIRONMENT, PORT: '', LOG_LEVEL: ' ', TLS_CERT_FILE: '' }).http.port).toBe(8787)
  })

  test('may name files for secrets', () => {
    const environment = { ...without('VENDOR_TOKEN', 'SALESFORCE_CLIENT_SECRET'), VENDOR_TOKEN_FILE: '/token' }
    const bearer = { SALESFORCE_USERNAME: 'integration@example.com', SALESFORCE_PRIVATE_KEY_FILE: '/key' }
    const config = readConfig({ ...environment, ...bearer }, (path) => `content of ${path}\n`)
    expect(config.sources.vendor?.token).toMatchObject({ kind: 'file', path: '/token' })
    expect(tokenOf(config)).toBe('content of /token')
    expect(config.salesforce.login).toMatchObject({ kind: 'jwt-bearer', username: 'integration@example.com' })
  })

  test.each(['https://login.salesforce.com', 'https://test.salesforce.com/'])('never log in at %s', (url) => {
    expect(problemsOf({ ...ENVIRONMENT, SALESFORCE_LOGIN_URL: url })).toEqual([
      expect.stringContaining('must be the My Domain address'),
    ])
  })

  test('may use http for addresses of this machine only', () => {
    for (const host of ['127.0.0.1:9000', 'localhost', '[::1]:9000']) {
      expect([host, problemsOf({ ...ENVIRONMENT, DESTINATION_ENDPOINT: `http://${host}` })]).toEqual([host, []])
    }
    expect(problemsOf({ ...ENVIRONMENT, DESTINATION_ENDPOINT: 'http://127.evil.example' })).toEqual([
      'DESTINATION_ENDPOINT must use https; http is for loopback addresses only.',
    ])
  })
})

describe('test mode', () => {
  const restrictions = { TEST_ACCOUNT_IDS: '001000000000001, 001000000000001AAA', TEST_MOST_RECORDS: '50' }

  test('has the Accounts by their ids of 18 characters, each once', () => {
    const testMode = { accountIds: ['001000000000001AAA'], mostRecords: 50, isDryRunOnly: false }
    expect(readConfig({ ...ENVIRONMENT, ...restrictions }).testMode).toEqual(testMode)
    expect(readConfig({ ...ENVIRONMENT, TEST_DRY_RUN_ONLY: 'false' }).testMode).toBeNull()
  })

  test('is refused in the production profile with the settings to remove', () => {
    expect(problemsOf({ ...ENVIRONMENT, ...restrictions, PROFILE: 'production' })).toEqual([
      'Test mode needs PROFILE=testing; PROFILE is production. Remove TEST_ACCOUNT_IDS, TEST_MOST_RECORDS, or change PROFILE.',
    ])
    expect(problemsOf({ ...ENVIRONMENT, TEST_DRY_RUN_ONLY: 'true', PROFILE: 'production' })).toHaveLength(1)
  })

  test('changes the fingerprint, so that evidence from before it does not count', () => {
    const before = settingsFingerprint(readConfig(ENVIRONMENT))
    expect(settingsFingerprint(readConfig({ ...ENVIRONMENT, ...restrictions }))).not.toBe(before)
  })
})

describe('bad settings', () => {
  test('are all told in one message that says what to do', () => {
    const required = Object.entries(VARIABLES).filter(
      ([, schema]) => !Type.IsOptional(schema) && !('default' in schema),
    )
    const problems = problemsOf({})
    for (const [name] of required)
      expect(problems.filter((one) => one.startsWith(`${name} is missing`))).toHaveLength(1)
    expect(problems).toContainEqual(expect.stringContaining('SALESFORCE_CLIENT_SECRET, or SALESFORCE_USERNAME'))
    expect(problems).toContainEqual(expect.stringContaining('either VENDOR_TOKEN or VENDOR_TOKEN_FILE'))
    expect(new ConfigError(problems).message).toMatch(/npm run demo$/)
  })

  test.each([
    ['PORT', '80a', 'PORT must be a whole number from 0 to 65535; it is "80a".'],
    ['PORT', '65536', 'PORT must be a whole number from 0 to 65535; it is "65536".'],
    ['SWITCH_BATCH', '10001', 'SWITCH_BATCH must be a whole number from 1 to 10000; it is "10001".'],
    [
      'COLLECTIONS_TIMEOUT_SECONDS',
      '10',
      'COLLECTIONS_TIMEOUT_SECONDS must be a whole number from 1 to 9; it is "10".',
    ],
    [
      'TEST_ACCOUNT_IDS',
      'a01000000000001AAA',
      'TEST_ACCOUNT_IDS must be ids of Accounts; "a01000000000001AAA" is none.',
    ],
    ['TEST_ACCOUNT_IDS', ' , ', 'TEST_ACCOUNT_IDS names no Account. Name one, or leave the setting out.'],
    [
      'COPY_HOURS',
      '22:00-06:00 Europe/Berin',
      'COPY_HOURS must be "always", or hours such as Mon-Fri 20:00-06:00, Sat-Sun 00:00-24:00 Europe/Berlin. Europe/Berin is not a time zone.',
    ],
    [
      'SWITCH_HOURS',
      '22:00-06:00',
      'SWITCH_HOURS must be "always", or hours such as Mon-Fri 20:00-06:00, Sat-Sun 00:00-24:00 Europe/Berlin. It must end with a time zone such as Europe/Berlin.',
    ],
    ['TEST_MOST_RECORDS', '0', 'TEST_MOST_RECORDS must be a whole number from 1 to 1000000; it is "0".'],
    [
      'DESTINATION_STORAGE_CLASS',
      'GLACIER',
      'DESTINATION_STORAGE_CLASS must be one of STANDARD, STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR; it is "GLACIER".',
    ],
    [
      'DESTINATION_TAGS',
      'project',
      'DESTINATION_TAGS must be key=value pairs separated by commas: "project" has no "=".',
    ],
    [
      'DESTINATION_ENCRYPTION',
      'sse-kms',
      'DESTINATION_KMS_KEY_ID belongs to DESTINATION_ENCRYPTION=sse-kms; set both, or leave the key out.',
    ],
    [
      'DESTINATION_KMS_KEY_ID',
      'alias/archive',
      'DESTINATION_KMS_KEY_ID belongs to DESTINATION_ENCRYPTION=sse-kms; set both, or leave the key out.',
    ],
    ['PROFILE', 'live', 'PROFILE must be one of testing, production; it is "live".'],
    ['DESTINATION_PATH_STYLE', 'yes', 'DESTINATION_PATH_STYLE must be true or false; it is "yes".'],
    [
      'SIDE_EFFECT_OBJECTS',
      'Task, Log WHERE',
      'SIDE_EFFECT_OBJECTS must be API names of objects, separated by commas; it is "Task, Log WHERE".',
    ],
    [
      'SWITCH_COHORT_PERCENTAGES',
      '1,ten',
      'SWITCH_COHORT_PERCENTAGES must be whole numbers from 1 to 99, separated by commas; it is "1,ten".',
    ],
    [
      'SIDE_EFFECTS_PER_100_RECORDS',
      '-1',
      'SIDE_EFFECTS_PER_100_RECORDS must be a whole number from 0 to 100000; it is "-1".',
    ],
    ['SALESFORCE_OBJECT', "x' OR 1", `SALESFORCE_OBJECT must be an API name; it is "x' OR 1".`],
    ['URL_BASE', 'ftp://x.example', 'URL_BASE must be an https address.'],
    ['URL_BASE', 'https://u:p@x.example', 'URL_BASE must not contain a user or password.'],
    [
      'VENDOR_API_URL',
      'http://api.vendor.example',
      'VENDOR_API_URL must use https; http is for loopback addresses only.',
    ],
    [
      'VENDOR_FILE_HOSTS',
      'a.example,*.example',
      'VENDOR_FILE_HOSTS must be host names separated by commas, each with a port where it is not the usual one; "*.example" is none.',
    ],
    ['VENDOR_TOKEN_FILE', '/nowhere', 'VENDOR_TOKEN_FILE must name a file that can be read; "/nowhere" cannot.'],
  ])('%s=%s is refused', (name, value, problem) => {
    expect(problemsOf({ ...ENVIRONMENT, [name]: value })).toContain(problem)
  })

  test('with an unknown name are told the nearest known one', () => {
    expect(
      problemsOf({ ...ENVIRONMENT, SALESFORCE_CLIENT_SECRETS: 'x', VENDOR_FILES_HOSTS: 'y', PATH: '/bin' }),
    ).toEqual([
      'SALESFORCE_CLIENT_SECRETS is not a setting. Did you mean SALESFORCE_CLIENT_SECRET?',
      'VENDOR_FILES_HOSTS is not a setting. Did you mean VENDOR_FILE_HOSTS?',
    ])
  })

  test('with two ways to log in, or half of one, are refused', () => {
    const login = /^Set either SALESFORCE_CLIENT_SECRET/
    const both = { SALESFORCE_USERNAME: 'u', SALESFORCE_PRIVATE_KEY_FILE: '/key' }
    expect(problemsOf({ ...ENVIRONMENT, ...both }, () => 'key')).toEqual([expect.stringMatching(login)])
    const half = { ...without('SALESFORCE_CLIENT_SECRET'), SALESFORCE_USERNAME: 'u' }
    expect(problemsOf(half)).toEqual([expect.stringMatching(login)])
  })

  test('that listen beyond this machine need TLS', () => {
    const open = { ...ENVIRONMENT, HOST: '0.0.0.0' }
    expect(problemsOf(open)).toEqual([expect.stringContaining('TLS is required')])
    const files = { TLS_CERT_FILE: '/cert', TLS_KEY_FILE: '/key' }
    expect(problemsOf({ ...open, ...files }, (path) => path)).toEqual([])
    expect(problemsOf({ ...open, TLS_KEY_FILE: '/key' }, (path) => path)).toHaveLength(1)
  })

  test('never show a secret', () => {
    const environment = { ...ENVIRONMENT, VENDOR_TOKEN: `vendor-token-four${'x'.repeat(20_000)}`, PORT: 'x' }
    expect(problemsOf(environment).join('\n')).not.toContain('vendor-token-four')
  })
})

describe('the settings of a command that only speaks to the org', () => {
  test('are the login and the names, whatever else is missing', () => {
    const { DATABASE_URL, SALESFORCE_CLIENT_SECRET, SALESFORCE_LOGIN_URL, SALESFORCE_CLIENT_ID } = ENVIRONMENT
    const login = { SALESFORCE_CLIENT_SECRET, SALESFORCE_LOGIN_URL, SALESFORCE_CLIENT_ID }
    const { salesforce, signingKeyFile } = readOrgConfig({ ...login, DATABASE_URL })
    expect(salesforce).toEqual(readConfig(ENVIRONMENT).salesforce)
    expect(signingKeyFile).toBe(readConfig(ENVIRONMENT).signingKeyFile)
  })

  test('are refused with all their problems', () => {
    const shared = { SALESFORCE_LOGIN_URL: 'https://test.salesforce.com', SALESFORCE_CLIENT_ID: 'client' }
    expect(() => readOrgConfig(shared)).toThrow(/SALESFORCE_CLIENT_SECRET.*My Domain/s)
  })
})

describe('the sources of documents', () => {
  const S3 = {
    SOURCE_S3_REGION: 'us-west-2',
    SOURCE_S3_BUCKETS: 'vendor-archive, other.bucket',
    SOURCE_S3_ACCESS_KEY_ID: 'source-key',
    SOURCE_S3_SECRET_ACCESS_KEY: 'source-secret-six',
  }
  const HTTPS = { SOURCE_HTTPS_HOSTS: 'Files.example' }

  test('are asked in the order of the setting, and what they do not need is not wanted', () => {
    const { sources } = readConfig({ ...ENVIRONMENT, ...S3, ...HTTPS, SOURCES: 's3, https ,vendor' })
    expect(sources.order).toEqual(['s3', 'https', 'vendor'])
    expect(sources.s3).toMatchObject({ buckets: ['vendor-archive', 'other.bucket'], roleArn: null, mayRestore: false })
    expect(sources.https).toEqual({ hosts: ['files.example'], innerHosts: [] })
    const withoutVendor = without('VENDOR_API_URL', 'VENDOR_TOKEN', 'VENDOR_FILE_HOSTS')
    expect(problemsOf({ ...withoutVendor, ...S3, SOURCES: 's3' })).toEqual([])
  })

  test.each([
    ['vendor', without('VENDOR_API_URL', 'VENDOR_FILE_HOSTS'), ['VENDOR_API_URL', 'VENDOR_FILE_HOSTS']],
    ['s3', ENVIRONMENT, Object.keys(S3)],
    ['https', ENVIRONMENT, Object.keys(HTTPS)],
  ])('that name %s need its settings', (source, environment, names) => {
    const problems = problemsOf({ ...environment, SOURCES: source })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(names)
    for (const problem of problems) expect(problem).toMatch(/^[A-Z_0-9]+ is missing\. [A-Z].*\.$/)
  })

  test.each([
    ['SOURCES', 'ftp', 'SOURCES must be some of vendor, s3 and https, separated by commas; it is "ftp".'],
    ['SOURCE_S3_ROLE_ARN', 'role/reader', /^SOURCE_S3_ROLE_ARN must be the ARN of a role/],
    ['SOURCE_S3_BUCKETS', 'Bucket', /^SOURCE_S3_BUCKETS must be bucket names/],
    ['VENDOR_RESPONSE_PATH', 'data..url', /^VENDOR_RESPONSE_PATH must be names/],
  ])('refuse %s=%s', (name, value, problem) => {
    const problems = problemsOf({ ...ENVIRONMENT, [name]: value })
    expect(problems).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)])
  })

  test('take another proof of the gate when they change, and none for a rotated key', () => {
    const fingerprintWith = (change: Record<string, string>) =>
      settingsFingerprint(readConfig({ ...ENVIRONMENT, ...S3, ...HTTPS, ...change }))
    const base = fingerprintWith({ SOURCES: 'vendor,s3' })
    expect(fingerprintWith({ SOURCES: 's3,vendor' })).not.toBe(base)
    expect(fingerprintWith({ SOURCES: 'vendor,s3', VENDOR_VERSION: 'FIRST' })).not.toBe(base)
    expect(fingerprintWith({ SOURCES: 'vendor,s3', SOURCE_S3_SECRET_ACCESS_KEY: 'another-secret' })).toBe(base)
  })

  test('show no secret of theirs anywhere', () => {
    const files: Record<string, string> = { '/headers': '{"X-Api-Key":"header-secret-seven"}' }
    const environment = { ...ENVIRONMENT, ...S3, SOURCES: 'vendor,s3', VENDOR_HEADERS_FILE: '/headers' }
    const config = readConfig(environment, (path) => files[path] ?? '')
    const shown = [describeConfig(config), inspect(config, { depth: 10 })].join('\n')
    expect(shown).toContain('x-api-key')
    expect(shown).not.toMatch(/header-secret-seven|source-secret-six/)
    expect(secretsOf(config)).toEqual(expect.arrayContaining(['header-secret-seven', 'source-secret-six']))
    expect(withoutSecrets({ ...environment, PATH: '/bin' })).toMatchObject({ PATH: '/bin', SOURCES: 'vendor,s3' })
    expect(Object.keys(withoutSecrets(environment))).not.toContain('SOURCE_S3_SECRET_ACCESS_KEY')
  })
})

describe('the vendor’s API', () => {
  const problemsOfFile = (name: string, text: string) => problemsOf({ ...ENVIRONMENT, [name]: '/file' }, () => text)

  test('is asked with the headers and the body of files', () => {
    const files: Record<string, string> = {
      '/headers': '{"Origin":"https://acme.lightning.force.com"}',
      '/body': '{"id":"{recordId}","deep":[{"version":"{version}"}]}',
    }
    const environment = { ...ENVIRONMENT, VENDOR_HEADERS_FILE: '/headers', VENDOR_BODY_TEMPLATE_FILE: '/body' }
    const { vendor } = readConfig(environment, (path) => files[path] ?? '').sources
    expect(vendor?.headers.origin?.reveal()).toBe('https://acme.lightning.force.com')
    expect(vendor?.bodyTemplate).toEqual({ id: '{recordId}', deep: [{ version: '{version}' }] })
  })

  test.each([
    ['no JSON', 'Origin: x', 'must hold a JSON object of header names and their texts'],
    ['a value that is no text', '{"x":1}', 'must hold a JSON object'],
    ['another authorization', '{"AUTHORIZATION":"Bearer x"}', '"AUTHORIZATION" is set by Doclift itself'],
    ['another host', '{"Host":"x"}', '"Host" is set by Doclift itself'],
    ['another length', '{"content-length":"1"}', '"content-length" is set by Doclift itself'],
    ['a name that is none', '{"a b":"x"}', '"a b" is no name of a header'],
    [
      'a line break',
      JSON.stringify({ 'X-A': 'x\r\nX-Injected: secret-of-header' }),
      'the value of "X-A" must be printable',
    ],
    ['an empty value', '{"X-A":""}', 'the value of "X-A" must be printable'],
  ])('refuses headers with %s', (_what, text, problem) => {
    const problems = problemsOfFile('VENDOR_HEADERS_FILE', text)
    expect(problems).toEqual([expect.stringContaining(problem)])
    expect(problems.join()).not.toContain('secret-of-header')
  })

  test.each([
    ['no JSON', '{', 'must hold one JSON object'],
    ['a list', '[]', 'must hold one JSON object'],
    ['too much', JSON.stringify({ a: 'x'.repeat(20_000) }), 'must hold one JSON object'],
    ['an unknown placeholder', '{"id":"{identifer}"}', 'has {identifer}; known are {recordId}'],
  ])('refuses a body with %s', (_what, text, problem) => {
    expect(problemsOfFile('VENDOR_BODY_TEMPLATE_FILE', text)).toEqual([expect.stringContaining(problem)])
  })

  test('gets its token in one way only', () => {
    const command = { VENDOR_TOKEN_COMMAND: '["/usr/bin/vault","read"]' }
    const config = readConfig({ ...without('VENDOR_TOKEN'), ...command })
    expect(config.sources.vendor?.token).toEqual({ kind: 'command', command: ['/usr/bin/vault', 'read'] })
    expect(problemsOf({ ...ENVIRONMENT, ...command })).toEqual([expect.stringMatching(/^Set either VENDOR_TOKEN or/)])
    for (const text of ['vault read', '[]', '[1]', '{"a":1}', '[""]']) {
      expect(problemsOf({ ...without('VENDOR_TOKEN'), VENDOR_TOKEN_COMMAND: text })).toEqual([
        expect.stringMatching(/^VENDOR_TOKEN_COMMAND must be a JSON array/),
      ])
    }
  })

  test.skipIf(process.platform === 'win32')('gets no token from a file that others can reach', () => {
    const home = mkdtempSync(join(tmpdir(), 'doclift-config-'))
    const path = join(home, 'token')
    writeFileSync(path, 'token', { mode: 0o600 })
    const environment = { ...without('VENDOR_TOKEN'), VENDOR_TOKEN_FILE: path }
    expect(problemsOf(environment)).toEqual([])
    chmodSync(path, 0o644)
    expect(problemsOf(environment)).toEqual([
      'VENDOR_TOKEN_FILE must be readable by its owner alone; its mode is 644. Set it to 600.',
    ])
    rmSync(home, { recursive: true })
  })
})

describe('keys of the org’s tokens', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicKeyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const key = {
    kid: 'k1',
    issuer: 'https://org',
    publicKeyPem,
    role: 'viewer',
    orgId: '00D000000000001',
    environment: 'sandbox',
  }
  const problemsOfKeys = (keys: unknown) =>
    problemsOf({ ...ENVIRONMENT, JWT_KEYS_FILE: '/keys' }, () => JSON.stringify(keys))

  test('are read with org ids of 18 characters', () => {
    const config = readConfig({ ...ENVIRONMENT, JWT_KEYS_FILE: '/keys' }, () => JSON.stringify([key]))
    expect(config.http.jwtKeys).toEqual([{ ...key, orgId: '00D000000000001EAA' }])
  })

  test('may be two for the same issuer and role, while one replaces the other', () => {
    const keys = [key, { ...key, kid: 'k2' }]
    const config = readConfig({ ...ENVIRONMENT, JWT_KEYS_FILE: '/keys' }, () => JSON.stringify(keys))
    expect(config.http.jwtKeys.map(({ kid, role }) => [kid, role])).toEqual([
      ['k1', 'viewer'],
      ['k2', 'viewer'],
    ])
  })

  test.each([
    ['no list', { ...key }, 'must hold a JSON array'],
    ['an unknown role', [{ ...key, role: 'root' }], 'must hold a JSON array'],
    ['the same kid twice', [key, key], 'same kid'],
    [
      'a private key',
      [{ ...key, publicKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) }],
      'public RSA key',
    ],
    ['a key of another environment', [{ ...key, environment: 'production' }], 'ENVIRONMENT'],
    ['a key that is too short', [{ ...key, publicKeyPem: shortKey() }], '2048'],
  ])('are refused with %s', (_what, keys, problem) => {
    expect(problemsOfKeys(keys)).toEqual([expect.stringContaining(problem)])
  })

  function shortKey(): string {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
    return short.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  }
})

test('a config that is printed, serialised or inspected shows no secret', () => {
  const config = readConfig(ENVIRONMENT)
  const shown = [
    describeConfig(config),
    JSON.stringify(config),
    inspect(config, { depth: 10 }),
    `${Object.values(config.sources.vendor?.token ?? {})}`,
  ].join('\n')
  for (const secret of Object.values(SECRETS)) expect(shown).not.toContain(secret)
  expect(describeConfig(config)).toContain('customer-documents')
})

test('the settings fingerprint changes with what a gate depends on, and with nothing else', () => {
  const base = settingsFingerprint(readConfig(ENVIRONMENT))
  const fingerprintWith = (change: Record<string, string>) =>
    settingsFingerprint(readConfig({ ...ENVIRONMENT, ...change }))
  expect(fingerprintWith({ VENDOR_TOKEN: 'another', PORT: '1', LOG_LEVEL: 'debug', COPY_PARALLEL: '2' })).toBe(base)
  const changes: Record<string, string>[] = [
    { URL_BASE: 'https://other.example.com' },
    { DESTINATION_PREFIX: 'other' },
    { DESTINATION_BUCKET: 'other-bucket' },
    { DESTINATION_ENCRYPTION: 'sse-s3' },
    { DESTINATION_STORAGE_CLASS: 'STANDARD_IA' },
    { DESTINATION_TAGS: 'project=doclift' },
    { SALESFORCE_URL_FIELD: 'Other__c' },
    { GATE_MIN_VERIFIED_PERCENT: '90' },
    { SOURCE_FRESH_FOR_HOURS: '12' },
  ]
  for (const change of changes) {
    expect([change, fingerprintWith(change)]).not.toEqual([change, base])
  }
})

test('the database commands need no other settings', () => {
  expect(readDatabaseConfig({}).home).toBe('.doclift')
  expect(readDatabaseConfig(SECRETS).ownerUrl?.reveal()).toBe(SECRETS.DATABASE_OWNER_URL)
})

test('.env.example lists every setting with its sentence and its default, in order', () => {
  const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
  const expected = Object.entries(VARIABLES).map(([name, schema]) =>
    formatExample(name, schema as unknown as ExampleSchema),
  )
  expect(text.trimEnd().split('\n\n').slice(1)).toEqual(expected)
})

interface ExampleSchema {
  description: string
  enum?: readonly string[]
  default?: string | number | boolean
}

function formatExample(name: string, schema: ExampleSchema): string {
  const choices = schema.enum ? ` One of: ${schema.enum.join(', ')}.` : ''
  const isRequired = schema.default === undefined && !Type.IsOptional(schema as object)
  return `# ${schema.description}${choices}\n${isRequired ? '' : '# '}${name}=${schema.default ?? ''}`
}
