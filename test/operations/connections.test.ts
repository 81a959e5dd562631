import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { startWorker } from '../../server/jobs/worker.ts'
import { checkConnections } from '../../server/operations/diagnostics/check-connections.ts'
import type { ConnectionName } from '../../server/operations/diagnostics/finding.ts'
import { openInstallation } from '../../server/wiring.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation
beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 60 }, hasWorker: false })
})
afterAll(() => doclift.dispose())

/** The checks of an installation of these settings beside the usual one, on the same database. */
async function check(name: ConnectionName, settings: Record<string, string> = {}) {
  const silent = { info() {}, warn() {}, error() {} }
  const other = await openInstallation(readConfig({ ...doclift.settings, ...settings }), silent)
  // A probe is many requests, and on a busy machine they may take longer than a look may.
  if (name === 'bucket') await other.context.ports.store.capabilities().catch(() => undefined)
  const checks = await other.services.diagnostics.checkConnections()
  await other.close()
  return checks.find((one) => one.name === name)
}

describe('looking at the connections', () => {
  test('finds all of them well, says when and how long, and fetches and stores nothing', async () => {
    await doclift.context.ports.store.capabilities()
    const before = await Promise.all([doclift.sandbox.store.totals(), doclift.sandbox.vendor.totals()])
    const checks = await doclift.services.diagnostics.checkConnections()
    expect(checks.map(({ name, status }) => [name, status])).toEqual([
      ['database', 'ok'],
      ['org', 'ok'],
      ['vendor', 'ok'],
      ['versions', 'unknown'],
      ['bucket', 'ok'],
      ['worker', 'unknown'],
    ])
    for (const one of checks) {
      expect(one.durationMs).toBeGreaterThanOrEqual(0)
      expect(Date.parse(one.checkedAt)).toBeGreaterThan(0)
      expect(one.advice === null).toBe(one.status === 'ok')
    }
    expect(checks[4]?.sentence).toContain('It refuses wrong SHA-256, MD5 and CRC32.')
    expect(checks[4]?.facts).toMatchObject({ refusesWrongOfParts: 'sha256 md5 crc32', keepsVersions: 'true' })
    expect(checks[1]?.facts).toMatchObject({ orgId: doclift.sandbox.info.org.orgId, apiUsed: expect.any(Number) })
    const [stored, asked] = await Promise.all([doclift.sandbox.store.totals(), doclift.sandbox.vendor.totals()])
    expect(stored).toEqual(before[0])
    expect(asked).toMatchObject({ downloaded: before[1].downloaded })
  })

  test('says which setting of the bucket its store does not keep, and finds it well when it does', async () => {
    await doclift.sandbox.store.setPersonalities(['no-encryption'])
    const refused = await check('bucket', { DESTINATION_ENCRYPTION: 'sse-s3' })
    await doclift.sandbox.store.setPersonalities([])
    expect(refused).toMatchObject({
      status: 'failing',
      facts: { code: 's3.storage-not-kept' },
      sentence: expect.stringMatching(/^Encryption \(DESTINATION_ENCRYPTION\) was asked for .* the store refuses it/),
    })
    expect(await check('bucket', { DESTINATION_ENCRYPTION: 'sse-s3' })).toMatchObject({ status: 'ok' })
  })

  test('gives everybody who asks within ten seconds the same answer', async () => {
    const { checkConnections: ask } = doclift.services.diagnostics
    const [first, second] = await Promise.all([ask(), ask()])
    expect(second).toBe(first)
    expect(await ask()).toBe(first)
  })

  const wrong: [string, ConnectionName, Record<string, string>, RegExp][] = [
    [
      'a wrong token of the vendor',
      'vendor',
      { VENDOR_TOKEN: 'wrong-vendor-token' },
      /accept our token; it answered 401/,
    ],
    ['a vendor that is not there', 'vendor', { VENDOR_API_URL: 'http://127.0.0.1:9' }, /connection failed/],
    ['a wrong secret of the org', 'org', { SALESFORCE_CLIENT_SECRET: 'wrong-client-secret' }, /refused the login/],
    ['a wrong key of the bucket', 'bucket', { DESTINATION_SECRET_ACCESS_KEY: 'wrong-secret-key' }, /bucket/],
    ['a prefix that nobody stamped', 'bucket', { DESTINATION_PREFIX: 'another' }, /no stamp yet/],
    ['a webhook host that is not there', 'webhooks', { WEBHOOK_HOSTS: '127.0.0.1:9' }, /127\.0\.0\.1:9/],
  ]
  test.each(wrong)('tells %s in a sentence with what to do, and no secret', async (_what, name, settings, sentence) => {
    const found = await check(name, settings)
    expect(found).toMatchObject({ status: 'failing', sentence: expect.stringMatching(sentence) })
    expect(found?.advice).toMatch(/\.$/)
    for (const secret of Object.values(settings)) {
      if (secret.startsWith('wrong-')) expect(JSON.stringify(found)).not.toContain(secret)
    }
  })

  test('reaches a webhook host that listens', async () => {
    const host = new URL(doclift.sandbox.info.store.url).host
    expect(await check('webhooks', { WEBHOOK_HOSTS: host })).toMatchObject({ status: 'ok' })
  })

  test('does not wait for a connection that never answers', async () => {
    const waits: number[] = []
    const { context } = doclift
    const never = { ...context.ports.source, check: () => new Promise<never>(() => {}) }
    const sleep = async (milliseconds: number) => void waits.push(milliseconds)
    const slow = { ...context, ports: { ...context.ports, source: never, clock: { ...context.ports.clock, sleep } } }
    const about = {
      version: '0',
      environment: 'sandbox' as const,
      settings: {},
      webhookHosts: [],
      readStamp: async () => undefined,
      reach: async () => {},
    }
    const checks = await checkConnections(slow, about)
    expect(checks.find((one) => one.name === 'vendor')).toMatchObject({
      status: 'failing',
      sentence: 'No answer came within 5 seconds.',
    })
    expect(new Set(waits)).toEqual(new Set([5_000]))
  })

  test('notices that nobody works although tasks wait, and that somebody does', async () => {
    const { tracking, queue } = doclift.context.ports
    await queue.send({ kind: 'run', runId: '01890000-0000-7000-8000-000000000001' })
    expect(await queue.depth()).toMatchObject({ isWorkingHere: false, lastSignOfWorkAt: null })
    await runSql(doclift.ownerUrl, `update pgboss.job set start_after = now() - interval '2 minutes'`)
    expect(await check('worker')).toMatchObject({
      status: 'failing',
      sentence: expect.stringContaining('1 tasks wait'),
    })
    await runSql(doclift.ownerUrl, `update pgboss.job set state = 'completed', completed_on = now()`)
    expect(await check('worker')).toMatchObject({ status: 'ok' })
    expect(await tracking.countRuns()).toEqual({})
  })
})

test('a support bundle holds what helps, is audited, and names no record, no Account and no secret', async () => {
  const worker = await startWorker(doclift.context)
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  await worker.stop(5_000)
  const bundle = await doclift.services.diagnostics.supportBundle(doclift.actor)
  expect(bundle).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    profile: 'testing',
    overview: { total: 60 },
    settings: { sources: { vendor: { token: { token: '[secret]' } } }, destination: { secretAccessKey: '[secret]' } },
  })
  expect(bundle.runs.map((run) => run.operation)).toEqual(['back_up', 'inventory'])
  expect(bundle.failures.length).toBeGreaterThan(0)
  const text = JSON.stringify(bundle)
  const names = await runSql<{ text: string }>(
    doclift.ownerUrl,
    `select unnest(array[record.name, record.document_url, account.name]) as text
     from file_records as record left join accounts as account using (account_id)`,
  )
  const told = names.filter((row) => row.text !== null && row.text.length > 3 && text.includes(row.text))
  expect(told).toEqual([])
  const audit = await runSql(
    doclift.ownerUrl,
    `select actor_id, subject from audit_entries where action = 'support-bundle.made'`,
  )
  expect(audit).toEqual([{ actor_id: doclift.actor.id, subject: bundle.id }])
})
