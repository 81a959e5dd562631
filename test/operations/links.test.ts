import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { orgPageUrl } from '../../server/domain/link/org-page.ts'
import type { Actor, Scope } from '../../server/domain/run/run.ts'
import { type App, buildApp } from '../../server/http/app.ts'
import { startWorker, type Worker } from '../../server/jobs/worker.ts'
import { type Installation, openInstallation } from '../../server/wiring.ts'
import { steadyPorts } from '../sandbox/steady-port.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'

/** One installation whose form of URL changes, in the order in which an admin could: each test is the next step. */

const LIGHTNING_URL = 'http://127.0.0.1:9'
const PAGE = { lightningUrl: LIGHTNING_URL, namespace: 'c' }
const USER: Actor = { id: 'user:005000000000001AAA', role: 'viewer' }
const EVERYTHING: Scope = { kind: 'everything' }
const SILENT = { info() {}, warn() {}, error() {} }

let doclift: TestInstallation
let port: number
let now: { installation: Installation; worker: Worker; app: App }
let switched: string[]
/** Of the first of them. */
let recordId: string

beforeAll(async () => {
  port = (await steadyPorts(1))[0] ?? 0
  doclift = await openTestInstallation({ sandbox: { records: 80 } })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  const { run } = await doclift.perform('switch')
  await doclift.approve(run.id)
  await doclift.worker?.stop(5_000)
  switched = (await listed('confirmed')).map((record) => record.recordId)
  recordId = switched[0] ?? ''
})
afterAll(async () => {
  await close()
  await doclift.dispose()
})

const ledger = () => doclift.context.ports.tracking
const listed = async (state: 'confirmed' | 'rolled_back') => (await ledger().listRecords({ limit: 200, state })).items
const urlInOrg = async (id: string) => String((await doclift.sandbox.control.readRecord(id)).Document__c)
const base = () => `http://127.0.0.1:${port}`
const open = (url: string, method = 'GET') => fetch(url, { method, redirect: 'manual' })
const leads = async (url: string) => (await open(url)).status === 302

/** Starts the service anew on the same ledger with other settings, as an admin does after changing them. */
async function restart(changes: Record<string, string>): Promise<void> {
  await close()
  const installation = await openInstallation(readConfig({ ...doclift.settings, ...changes }), SILENT)
  await installation.bind()
  const app = await buildApp(installation.services, { logLevel: 'silent', isLoopback: true })
  await app.listen({ host: '127.0.0.1', port })
  now = { installation, worker: await startWorker(installation.context), app }
}

async function close(): Promise<void> {
  if (!now) return
  await now.app.close()
  await now.worker.stop(5_000)
  await now.installation.close()
}

async function restartWithLinks(keys: readonly object[], urlBase = base()): Promise<void> {
  const file = join(doclift.settings.DOCLIFT_HOME ?? '', 'link-keys.json')
  await writeFile(file, JSON.stringify(keys))
  await restart({
    URL_MODE: 'link',
    URL_BASE: urlBase,
    SALESFORCE_LIGHTNING_URL: LIGHTNING_URL,
    LINK_KEYS_FILE: file,
  })
}

const newKey = (kid: string) => ({ kid, secret: randomBytes(32).toString('base64') })
const KEYS = { first: newKey('2026-01'), second: newKey('2026-02') }

async function perform(
  operation: 'switch' | 'roll_back',
  scope: Scope = EVERYTHING,
  isDryRun = false,
): Promise<RunEnd> {
  const { run } = await now.installation.services.planRun({ operation, scope, isDryRun, limits: {} }, doclift.actor)
  return await doclift.follow(run.id)
}

/** Somebody opens a document of the list in the org first; without that no switch to pages or links is approved. */
async function switchAfterLooking(openedId: string): Promise<RunEnd> {
  await now.installation.services.reports.linkRecord(openedId, USER)
  const { run } = await perform('switch')
  await now.installation.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  return await doclift.follow(run.id)
}

async function rollBack(id: string): Promise<RunEnd> {
  const { run } = await now.installation.services.rollback.rollBackRecord(id, doclift.actor)
  return await doclift.follow(run.id)
}

test('links that do not fit the field are left out with the reason', async () => {
  await restartWithLinks([KEYS.first], `${base()}/${'x'.repeat(220)}`)
  const { run, counts } = await perform('switch', EVERYTHING, true)
  expect(counts.planned).toBe(0)
  const lines = (await Array.fromAsync(ledger().planLines(run.id, 200))).flat()
  const reasons = lines.filter((line) => switched.includes(line.recordId)).map((line) => line.leftOutReason)
  expect(new Set(reasons)).toEqual(new Set(['new-url-too-long']))
})

test('nobody having opened a document in the org keeps the gate shut, and says what to open', async () => {
  await restartWithLinks([KEYS.first])
  const { run, counts } = await perform('switch')
  expect(counts.planned).toBe(switched.length)
  const gate = await now.installation.services.gateOf(run.id)
  const refused = gate?.lines.filter((line) => line.outcome !== 'passed')
  expect(refused).toEqual([
    {
      item: 'links.opened-in-org',
      outcome: 'inconclusive',
      sentence: expect.stringContaining(`${LIGHTNING_URL}/lightning/cmp/c__docliftOpen?c__recordId=`),
    },
  ])
  const approval = now.installation.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  await expect(approval).rejects.toMatchObject({ code: 'gate.refused' })
})

test('an opening by automation is no person, and one of long ago counts no more', async () => {
  const { tracking } = now.installation.context.ports
  const opened = { action: 'record.opened', subject: recordId, detail: {} }
  const longAgo = new Date(Date.now() - 61 * 60_000)
  await tracking.appendAudit({ ...opened, at: new Date(), actorId: 'token:1' })
  await tracking.appendAudit({ ...opened, at: longAgo, actorId: USER.id })
  const { run } = await perform('switch')
  expect((await now.installation.services.gateOf(run.id))?.outcome).toBe('refused')
})

test('records of another form are switched from our own URL, and each link leads to the page of its document', async () => {
  const before = new Map(await Promise.all(switched.map(async (id) => [id, await urlInOrg(id)] as const)))
  const { run, counts } = await switchAfterLooking(recordId)
  expect([run.state, counts.outcomes.done]).toEqual(['succeeded', switched.length])
  const lines = (await Array.fromAsync(ledger().planLines(run.id, 200))).flat()
  for (const line of lines.filter(({ leftOutReason }) => leftOutReason === null)) {
    expect(line.expectedUrl).toBe(before.get(line.recordId))
    expect(await urlInOrg(line.recordId)).toBe(line.targetUrl)
    const answer = await open(line.targetUrl ?? '')
    expect([answer.status, answer.headers.get('location')]).toEqual([302, orgPageUrl(PAGE, line.recordId)])
  }
})

test('records at their target are left out of the next list', async () => {
  expect((await perform('switch')).counts.planned).toBe(0)
})

let revokedUrl: string
test('a revoked link answers at once as one that never was, and the next switch writes another', async () => {
  revokedUrl = await urlInOrg(recordId)
  const { links } = now.installation.services
  await links.revokeLinks({ kind: 'record', recordId }, doclift.actor)
  const pages = await Promise.all(
    [revokedUrl, `${base()}/d/${'A'.repeat(22)}`, `${base()}/d/no-token`].map(async (url) => {
      const answer = await open(url)
      return [
        answer.status,
        answer.headers.get('content-type'),
        answer.headers.get('content-length'),
        await answer.text(),
      ]
    }),
  )
  expect(pages[0]?.[0]).toBe(404)
  expect([pages[1], pages[2]]).toEqual([pages[0], pages[0]])

  const { counts } = await switchAfterLooking(recordId)
  expect([counts.planned, counts.outcomes.done]).toEqual([1, 1])
  expect((await open(await urlInOrg(recordId))).status).toBe(302)
  expect((await open(revokedUrl)).status).toBe(404)
})

test('a record whose change of link the org refuses or never takes stays switched, and is taken again', async () => {
  const [refusedId, busyId] = switched.slice(1, 3) as [string, string]
  const { control } = doclift.sandbox
  for (const id of [refusedId, busyId])
    await now.installation.services.links.revokeLinks({ kind: 'record', recordId: id }, doclift.actor)
  const before = [await urlInOrg(refusedId), await urlInOrg(busyId)]
  await control.fault({ name: 'validation-rule', recordIds: [refusedId], message: 'Locked by Legal.' })
  await control.fault({ name: 'unable-to-lock-row', recordIds: [busyId], times: 100 })
  const { counts } = await switchAfterLooking(refusedId)
  expect(counts.outcomes).toMatchObject({ done: 0, refused: 1, failed: 1 })
  expect([await urlInOrg(refusedId), await urlInOrg(busyId)]).toEqual(before)
  expect(await ledger().getRecord(refusedId)).toMatchObject({ state: 'confirmed', failureCode: expect.any(String) })
  expect(await ledger().getRecord(busyId)).toMatchObject({ state: 'confirmed', failureCode: expect.any(String) })
  await control.clearFaults()
  expect((await switchAfterLooking(refusedId)).counts.outcomes.done).toBe(2)
  expect((await ledger().getRecord(refusedId))?.failureCode).toBeNull()
})

test('a list that was made before a revocation is refused, because its links would open nothing', async () => {
  const { approveRun, links, reports } = now.installation.services
  await links.revokeLinks({ kind: 'record', recordId }, doclift.actor)
  await reports.linkRecord(recordId, USER)
  const { run } = await perform('switch')
  await links.revokeLinks({ kind: 'record', recordId }, doclift.actor)
  const approval = approveRun(run.id, run.planHash ?? '', doclift.actor)
  await expect(approval).rejects.toMatchObject({ code: 'run.links-revoked' })
  const { counts } = await switchAfterLooking(recordId)
  expect(counts.outcomes.done).toBe(1)
})

test('links of an old key are answered until the key is gone, and a switch replaces them', async () => {
  const oldUrl = await urlInOrg(recordId)
  await restartWithLinks([KEYS.second, KEYS.first])
  expect((await open(oldUrl)).status).toBe(302)
  const { counts } = await switchAfterLooking(recordId)
  expect(counts.outcomes.done).toBe(switched.length)
  const newUrl = await urlInOrg(recordId)
  await restartWithLinks([KEYS.second])
  expect([(await open(oldUrl)).status, (await open(newUrl)).status]).toEqual([404, 302])
})

test('revoking an Account stops the links of its records and of no others; revoking everything stops all', async () => {
  const { links } = now.installation.services
  const accountOf = async (id: string) => (await ledger().getRecord(id))?.accountId ?? ''
  const accountId = await accountOf(recordId)
  await links.revokeLinks({ kind: 'account', accountId }, doclift.actor)
  for (const id of switched) {
    const isTheirs = (await accountOf(id)) === accountId
    expect([id, await leads(await urlInOrg(id))]).toEqual([id, !isTheirs])
  }
  await links.revokeLinks({ kind: 'everything' }, doclift.actor)
  for (const id of switched) expect([id, await leads(await urlInOrg(id))]).toEqual([id, false])
})

test('links are answered in another mode too, while records still hold them', async () => {
  await switchAfterLooking(recordId)
  const link = await urlInOrg(recordId)
  const keysFile = join(doclift.settings.DOCLIFT_HOME ?? '', 'link-keys.json')
  await restart({
    URL_MODE: 'org',
    URL_BASE: '',
    SALESFORCE_LIGHTNING_URL: LIGHTNING_URL,
    LINK_KEYS_FILE: keysFile,
  })
  expect((await open(link)).status).toBe(302)
  const { counts } = await switchAfterLooking(recordId)
  expect(counts.outcomes.done).toBe(switched.length)
  for (const id of switched) expect(await urlInOrg(id)).toBe(orgPageUrl(PAGE, id))
})

test('one record goes back one switch at a time, is held, and counts as switched until its first value is back', async () => {
  const before = await ledger().historyOf(recordId)
  await rollBack(recordId)
  expect(await urlInOrg(recordId)).toBe(before.at(-2)?.url)
  expect(await ledger().getRecord(recordId)).toMatchObject({ state: 'confirmed', isHeld: true })
  for (let step = 0; step < 6; step += 1) await rollBack(recordId)
  const record = await ledger().getRecord(recordId)
  expect(record).toMatchObject({ state: 'rolled_back', isHeld: true })
  expect(await urlInOrg(recordId)).toBe(record?.firstSeenUrl)
  await expect(rollBack(recordId)).rejects.toMatchObject({ code: 'rollback.never-switched' })
})

test('everything goes back to the first values, byte for byte, through every form', async () => {
  const { run, counts } = await perform('roll_back')
  expect([run.state, counts.outcomes.done]).toEqual(['succeeded', switched.length - 1])
  for (const record of await listed('rolled_back')) expect(await urlInOrg(record.recordId)).toBe(record.firstSeenUrl)
  expect((await listed('rolled_back')).map((record) => record.recordId)).toEqual(switched)
  expect(await listed('confirmed')).toEqual([])
})
