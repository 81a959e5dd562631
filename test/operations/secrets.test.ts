import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pinoLog } from '../../server/adapters/log/pino-log.ts'
import { VARIABLES } from '../../server/config/variables.ts'
import { readConfig, secretsOf, secretsOfEnvironment } from '../../server/config.ts'
import { TransientError } from '../../server/domain/errors.ts'
import { type Redact, redactor } from '../../server/domain/redact.ts'
import { type App, buildApp } from '../../server/http/app.ts'
import type { DocumentSource } from '../../server/ports/document-source.ts'
import type { Log } from '../../server/ports/log.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

/** What only pre-signed addresses hold; planted in URLs of records, in requests and in errors. */
const SIGNATURE = '5f1d0c7a9b3e2d4c6a8f7e6d5c4b3a2910fedcba9876543210fedcba98765432'
const PASSWORD = 'pass-word-of-the-database-4711'
const WEBHOOK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='
const FOREIGN_TOKEN = `doclift_${'Zx9'.repeat(15)}`

const lines: string[] = []
const answers: string[] = []
/** Lines until the settings are known are searched as they are. */
let redact: Redact = (text) => text
const stream = { write: (line: string) => void lines.push(line) }
const log: Log = pinoLog('trace', (text) => redact(text), { stream })

let doclift: TestInstallation
let app: App
let token: string
let orgToken: string

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 160 }, log })
  redact = redactor([...secretsOf(readConfig(doclift.settings)), PASSWORD])
  const options = { logLevel: 'trace', logStream: stream, redact, isLoopback: true }
  app = await buildApp(doclift.services, options)
  token = (await doclift.services.createToken({ name: 'test', role: 'admin', lifeDays: 1 }, doclift.actor)).token
  orgToken = await doclift.sandbox.control.issueToken({ role: 'operator' })
  await work()
  await workOnHostileSource()
  await call()
})
afterAll(async () => {
  await app.close()
  await doclift.dispose()
})

/** The usual life of records, some of whose URLs hold signatures, with faults on the way. */
async function work(): Promise<void> {
  await doclift.perform('inventory')
  await doclift.sandbox.vendor.fail('download', { with: 'cut-body', nth: 3 })
  await doclift.perform('back_up')
  const { run } = await doclift.perform('switch')
  const { items } = await doclift.context.ports.tracking.listRecords({ limit: 3, state: 'verified' })
  for (const { recordId, documentUrl } of items) {
    const signed = `${documentUrl}?X-Amz-Credential=AKIA&X-Amz-Signature=${SIGNATURE}`
    await doclift.sandbox.control.editRecord(recordId, { Document__c: signed })
  }
  await doclift.approve(run.id)
  await inventoryOnUsedUpDay()
}

/** It pauses until the org takes requests again; a person stops it before that. */
async function inventoryOnUsedUpDay(): Promise<void> {
  const { tracking, clock } = doclift.context.ports
  await doclift.sandbox.control.fault({ name: 'total-requests-exceeded' })
  const request = {
    operation: 'inventory' as const,
    scope: { kind: 'everything' as const },
    isDryRun: false,
    limits: {},
  }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  while ((await tracking.getRun(run.id))?.state !== 'paused') await clock.sleep(50)
  await doclift.services.haltRun(run.id, doclift.actor)
  await doclift.sandbox.control.clearFaults()
}

/** Everything that must not be shown, in one text, as an error of somebody else's library might quote it. */
function everySecret(): string {
  const bearer = `Authorization: Bearer ${doclift.settings.VENDOR_TOKEN}`
  const address = `https://bucket.vendor.example/a.pdf?X-Amz-Signature=${SIGNATURE}`
  const database = `postgres://doclift_app:${PASSWORD}@db.example/doclift`
  const environment = secretsOfEnvironment(doclift.settings).join(' ')
  return [bearer, address, database, environment, token, orgToken, WEBHOOK_SECRET, FOREIGN_TOKEN, privateKey()].join(
    ' ',
  )
}

function privateKey(): string {
  doclift.context.ports.signer.deriveSecret('opened')
  return readFileSync(join(doclift.settings.DOCLIFT_HOME ?? '', 'signing-key.pem'), 'utf8')
}

/** A source that throws everything it knows: for one record as a raw error, then as an outage with a cause. */
async function workOnHostileSource(): Promise<void> {
  await runSql(doclift.ownerUrl, `update file_records set copy_state = 'changed' where copy_state = 'verified'`)
  const { ports } = doclift.context
  const usual = ports.source
  const raw = () =>
    Object.assign(new Error(everySecret(), { cause: new Error(everySecret()) }), { headers: everySecret() })
  const throwing = (error: () => Error): DocumentSource => ({ ...usual, open: () => Promise.reject(error()) })
  ports.source = throwing(raw)
  await doclift.perform('back_up', { firstRecords: 5 })
  ports.source = throwing(
    () => new TransientError('source.unavailable', 'The vendor does not answer.', { cause: raw() }),
  )
  const request = { operation: 'back_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  while (!lines.some((line) => line.includes('The task is tried again.'))) await doclift.context.ports.clock.sleep(50)
  await doclift.services.haltRun(run.id, doclift.actor)
  ports.source = usual
}

/** Calls with secrets wherever a caller can put them, and keeps what is answered. */
async function call(): Promise<void> {
  const authorised = { authorization: `Bearer ${token}` }
  const reads = ['/v1/overview', '/v1/runs', '/v1/failures', '/v1/connections', '/v1/support-bundle', '/metrics']
  for (const url of reads) answers.push((await app.inject({ url, headers: authorised })).body)
  const secret = encodeURIComponent(FOREIGN_TOKEN)
  const strange = [
    { url: `/v1/overview?token=${secret}`, headers: authorised },
    { url: `/v1/records/${secret}`, headers: authorised },
    {
      url: `/v1/nothing?X-Amz-Signature=${SIGNATURE}`,
      headers: { cookie: `sid=${secret}`, 'x-api-key': FOREIGN_TOKEN },
    },
    { url: '/v1/overview', headers: { authorization: `Bearer ${orgToken}x` } },
    { url: '/v1/overview', headers: { authorization: `Bearer ${FOREIGN_TOKEN}` } },
    { url: `/v1/downloads/${secret}`, headers: {} },
  ]
  for (const request of strange) await app.inject(request)
  const headers = { ...authorised, 'idempotency-key': 'k', 'content-type': 'application/json' }
  for (const payload of [`{"token":"${FOREIGN_TOKEN}"}`, `{"token":"${FOREIGN_TOKEN}`]) {
    await app.inject({ method: 'POST', url: '/v1/runs', headers, payload })
  }
  const services = { ...doclift.services, gateOf: () => Promise.reject(new Error(everySecret())) }
  const failing = await buildApp(services, { logLevel: 'trace', logStream: stream, redact, isLoopback: true })
  answers.push((await failing.inject({ url: '/v1/overview', headers: authorised })).body)
  await failing.close()
}

/** By name, so that a leak says of what. */
function secrets(): Record<string, string> {
  const fromSettings = Object.keys(VARIABLES).filter((name) => 'secret' in VARIABLES[name as keyof typeof VARIABLES])
  const set = fromSettings.flatMap((name) => (doclift.settings[name] ? [[name, doclift.settings[name]] as const] : []))
  const keyLine = privateKey().split('\n')[1] ?? ''
  return {
    ...Object.fromEntries(set),
    automationToken: token,
    orgToken,
    orgTokenSignature: orgToken.split('.')[2] ?? '',
    foreignToken: FOREIGN_TOKEN,
    signature: SIGNATURE,
    databasePassword: PASSWORD,
    webhookSecret: WEBHOOK_SECRET,
    signingKey: keyLine,
    sessionId: `${doclift.sandbox.info.org.orgId.slice(0, 15)}!`,
  }
}

function leaksIn(texts: readonly string[]): string[] {
  const isIn = (secret: string) => texts.some((text) => text.includes(secret))
  return Object.entries(secrets()).flatMap(([name, secret]) => (isIn(secret) ? [name] : []))
}

/** Values of the URL field are kept byte by byte, whatever they hold: they are what a rollback writes back. */
const URL_COLUMNS = ['document_url', 'first_seen_url', 'expected_url', 'before_image', 'url']

test('every secret that is planted here is one', () => {
  for (const [name, secret] of Object.entries(secrets())) {
    expect([name, secret.length]).toEqual([name, expect.any(Number)])
    expect(secret.length).toBeGreaterThan(7)
  }
  expect(Object.keys(secrets())).toEqual(expect.arrayContaining(['SALESFORCE_CLIENT_SECRET', 'VENDOR_TOKEN']))
})

describe('invariant 10: no secret and no pre-signed address', () => {
  test('reaches the database, its audit log and its queue', async () => {
    const tables = await runSql<{ name: string }>(
      doclift.ownerUrl,
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
    )
    expect(tables.length).toBeGreaterThan(10)
    let rowCount = 0
    for (const { name } of tables) {
      const urls = URL_COLUMNS.map((column) => `'${column}'`).join(', ')
      const rows = await runSql<{ text: string }>(
        doclift.ownerUrl,
        `select (to_jsonb(one) - array[${urls}])::text as text from ${name} one`,
      )
      rowCount += rows.length
      expect({ name, leaks: leaksIn(rows.map((row) => row.text)) }).toEqual({ name, leaks: [] })
    }
    expect(rowCount).toBeGreaterThan(300)
  })

  test('reaches the log, whatever errors quote and callers send', () => {
    expect(lines.length).toBeGreaterThan(20)
    expect(leaksIn(lines)).toEqual([])
    expect(lines.some((line) => line.includes('[secret]'))).toBe(true)
  })

  test('reaches an answer, a problem, the metrics or a support bundle', () => {
    expect(answers).toHaveLength(7)
    expect(leaksIn(answers)).toEqual([])
  })

  test('stands in the plan of a run or its report besides the URLs themselves', async () => {
    const { items } = await doclift.context.ports.tracking.listRuns({ limit: 20 })
    const pages = await Promise.all(
      items.map((run) => doclift.context.ports.tracking.listRunItems(run.id, { limit: 200 })),
    )
    const told = pages.flatMap((page) =>
      page.items.map(({ code, sentence, outcome }) => `${code} ${sentence} ${outcome}`),
    )
    expect(told.some((text) => text.includes('switch.value-changed'))).toBe(true)
    expect(leaksIn(told)).toEqual([])
  })
})
