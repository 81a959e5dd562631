import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OrgClient } from '../../scripts/org/conform/org-client.ts'
import { checkOrg } from '../../scripts/org/conform/run.ts'
import { signReport } from '../../scripts/org/conform/sign-report.ts'
import { readTarget } from '../../scripts/org/conform/target.ts'
import { openFileSigner } from '../../server/adapters/keys/file-signer.ts'
import { readOrgConfig } from '../../server/config.ts'
import type { ConformReport } from '../../server/domain/conform/report.ts'
import type { GateLine } from '../../server/domain/gate/gate.ts'
import { hurriedClock } from '../scripts/conform/org.ts'
import { buildReport, checksWith, fileOf, type ReportKey, reportKey } from '../support/conform-report.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const DAY_MS = 86_400_000

let home: string
let key: ReportKey
let doclift: TestInstallation

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'doclift-conform-'))
  key = reportKey()
  const runner = openFileSigner(join(home, 'runner.pem'))
  const keysFile = join(home, 'keys.pem')
  await writeFile(keysFile, key.publicKeyPem + runner.publicKeyPem)
  doclift = await openTestInstallation({
    sandbox: { records: 60 },
    settings: { PROFILE: 'production', CONFORM_PUBLIC_KEYS_FILE: keysFile },
  })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
})
afterAll(async () => {
  await doclift.dispose()
  await rm(home, { recursive: true })
})

/** A report about the sandbox, so many milliseconds old. */
function reportOf(ageMs: number, change: Partial<ConformReport> = {}): ConformReport {
  const host = new URL(doclift.settings.SALESFORCE_LOGIN_URL ?? '').host
  const org = { id: doclift.sandbox.info.org.orgId, host, kind: 'sandbox' as const }
  return buildReport(key, { org, endedAt: new Date(Date.now() - ageMs).toISOString(), ...change })
}

/** The line of the gate before a switch that is planned now. */
async function gateLine(): Promise<GateLine & { runId: string; outcomeOfGate: string | undefined }> {
  const { run } = await doclift.perform('switch')
  const gate = await doclift.services.gateOf(run.id)
  const line = gate?.lines.find(({ item }) => item === 'salesforce.conforms')
  if (!line) throw new Error('The gate has no such line.')
  return { ...line, runId: run.id, outcomeOfGate: gate?.outcome }
}

test('without a report a switch of production is refused, and says what to run', async () => {
  const line = await gateLine()
  expect(line).toMatchObject({ outcome: 'failed', outcomeOfGate: 'refused' })
  expect(line.sentence).toContain('npx doclift conform import FILE')
  const run = await doclift.context.ports.tracking.getRun(line.runId)
  const approval = doclift.services.approveRun(line.runId, run?.planHash ?? '', doclift.actor)
  await expect(approval).rejects.toMatchObject({ code: 'gate.refused' })
})

test('a report that has grown old since it was imported refuses', async () => {
  const report = reportOf(31 * DAY_MS)
  await expect(doclift.services.conform.importReport(fileOf(report), doclift.actor)).rejects.toMatchObject({
    code: 'conform.too-old',
  })
  await doclift.context.ports.tracking.saveConformReport({
    id: doclift.context.ports.ids.next(),
    report,
    outcome: 'passed',
    importedAt: report.endedAt,
    importedBy: 'cli:someone@host',
  })
  expect(await gateLine()).toMatchObject({ outcome: 'failed', sentence: expect.stringContaining('30 days ago') })
})

test('evidence from a report that is about to grow old counts no longer than the report', async () => {
  const report = reportOf(30 * DAY_MS - 10 * 60_000)
  await doclift.services.conform.importReport(fileOf(report), doclift.actor)
  const { runId, outcome } = await gateLine()
  expect(outcome).toBe('passed')
  const evidence = await doclift.context.ports.tracking.evidenceOf(runId)
  const until = evidence.find(({ item }) => item === 'salesforce.conforms')?.freshUntil ?? ''
  expect(Date.parse(until)).toBe(Date.parse(report.endedAt) + 30 * DAY_MS)
})

test('a newer report with a failed check is recorded and refuses', async () => {
  const report = reportOf(DAY_MS, { checks: checksWith({ 'records.exact': 'failed' }) })
  const imported = await doclift.services.conform.importReport(fileOf(report), doclift.actor)
  expect(imported).toMatchObject({ outcome: 'failed', importedBy: doclift.actor.id })
  expect(await gateLine()).toMatchObject({ outcome: 'failed', sentence: expect.stringContaining('records.exact') })
})

test('a report that the checks of the sandbox itself made lets a switch begin', async () => {
  const { salesforce } = readOrgConfig(doclift.settings)
  const client = new OrgClient(salesforce, hurriedClock)
  const { org } = await readTarget(client)
  const startedAt = new Date()
  const options = { client, config: salesforce, clock: hurriedClock, pollMs: 5 }
  const found = await checkOrg({ ...options, signal: new AbortController().signal, onResult: () => undefined })
  await client.close()
  const signer = openFileSigner(join(home, 'runner.pem'))
  const report = signReport({ org, config: salesforce, startedAt, endedAt: new Date(), ...found }, signer)
  await doclift.services.conform.importReport(fileOf(report), doclift.actor)
  const line = await gateLine()
  expect(line).toMatchObject({ outcome: 'passed', outcomeOfGate: 'passed' })
  expect((await doclift.approve(line.runId)).run.state).toBe('succeeded')
})

test('the same report is recorded once, with one entry in the audit log', async () => {
  const report = reportOf(2 * DAY_MS)
  const first = await doclift.services.conform.importReport(fileOf(report), doclift.actor)
  const second = await doclift.services.conform.importReport(fileOf(report), { id: 'cli:other@host', role: 'admin' })
  expect(second).toEqual(first)
  const audit = `select actor_id, detail ->> 'keyId' as key from audit_entries where action = 'conform.imported' and subject = '${first.id}'`
  expect(await runSql(doclift.ownerUrl, audit)).toEqual([{ actor_id: doclift.actor.id, key: key.keyId }])
})

test('a report that was imported is never changed or deleted', async () => {
  for (const statement of [`update conform_reports set outcome = 'passed'`, 'delete from conform_reports']) {
    await expect(runSql(doclift.ownerUrl, statement)).rejects.toThrow()
  }
})

test('the standing is that of the report that was made last, whenever it was imported', async () => {
  const standing = await doclift.services.conform.readStanding()
  expect(standing).toMatchObject({ outcome: 'passed', isRequired: true })
  expect(standing.newest?.report.summary).toMatchObject({ failed: 0, inconclusive: 0 })
})
