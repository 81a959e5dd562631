import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../server/adapters/clock/system-clock.ts'
import { uuidIds } from '../../server/adapters/clock/uuid-ids.ts'
import { openTrackingStore, type PostgresTrackingStore } from '../../server/adapters/postgres/tracking-store.ts'
import { openSalesforceReader } from '../../server/adapters/salesforce/salesforce-org.ts'
import type { Role } from '../../server/domain/run/run.ts'
import { readWhoami } from '../../server/operations/access/read-whoami.ts'
import { type AccessServices, accessServices } from '../../server/operations/access/services.ts'
import { createToken } from '../../server/operations/create-token.ts'
import { clientCredentials, clientOptions } from '../adapters/salesforce/client-options.ts'
import { createCatalogue } from '../sandbox/catalogue/catalogue.ts'
import { type OrgHandle, people, startOrg } from '../sandbox/org/server.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const NOW = new Date('2026-03-01T12:00:00.000Z').getTime()
const { userId } = people.operator
const ids = uuidIds(systemClock)

let home: string
let org: OrgHandle
let reader: ReturnType<typeof openSalesforceReader>
let database: TestDatabase
let tracking: PostgresTrackingStore
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'doclift-access-'))
  org = await startOrg({ catalogue: createCatalogue({ seed: 'access', records: 10 }), home })
  reader = openSalesforceReader(clientOptions(org.url, { auth: clientCredentials(org) }))
  database = await createTestDatabase()
  tracking = await openTrackingStore({ url: database.appUrl, ids, maxConnections: 8 })
})
afterAll(async () => {
  await Promise.all([reader.close(), tracking.close()])
  await database.drop()
  await org.stop()
  await rm(home, { recursive: true })
})

/** Milliseconds after the beginning of each test. */
let elapsedMs: number
let access: AccessServices
beforeEach(() => {
  elapsedMs = 0
  access = openAccess()
  org.control.clearFaults()
  org.control.setUserActive(userId, true)
  org.control.assignGroups(userId, ['DocliftOperator'])
})

const now = () => new Date(NOW + elapsedMs)

/** What one process has. */
function openAccess(): AccessServices {
  return accessServices({ ports: { tracking, org: reader, clock: { ...systemClock, now } } })
}

let made = 0
function newToken() {
  made += 1
  return { hashHex: made.toString(16).padStart(64, '0'), userId, expiresAt: new Date(NOW + 120_000) }
}

function admit(role: Role = 'operator', token = newToken()) {
  return access.admitOrgAct(role, token)
}

test.each([
  ['operator', ['DocliftOperator']],
  ['operator', ['DocliftApprover']],
  ['viewer', ['DocliftAdmin']],
] as const)('a user may act as %s with %j', async (role, groups) => {
  org.control.assignGroups(userId, groups)
  await expect(admit(role)).resolves.toBeUndefined()
})

test.each([
  ['operator', ['DocliftViewer'], 'DocliftOperator'],
  ['admin', ['DocliftViewer', 'DocliftOperator', 'DocliftApprover'], 'DocliftAdmin'],
  ['viewer', [], 'DocliftViewer'],
] as const)('a user may not act as %s with %j, and hears what to assign', async (role, groups, wanted) => {
  org.control.assignGroups(userId, groups)
  await expect(admit(role)).rejects.toMatchObject({
    code: 'api.user-not-confirmed',
    message: expect.stringMatching(new RegExp(`${wanted}.*In Setup, open Users`)),
  })
})

test('an assignment that ran out lets nobody act', async () => {
  org.control.assignGroups(userId, ['DocliftAdmin'], new Date(Date.now() - 1_000).toISOString())
  await expect(admit()).rejects.toMatchObject({ code: 'api.user-not-confirmed' })
})

test('a deactivated user and one the org does not show may not act', async () => {
  org.control.setUserActive(userId, false)
  await expect(admit()).rejects.toMatchObject({ message: expect.stringContaining('not active') })
  const unknown = { ...newToken(), userId: '005000000000001AAA' }
  await expect(admit('operator', unknown)).rejects.toMatchObject({ message: expect.stringContaining('no such user') })
})

test('the org is asked once a minute for the same user, by however many acts', async () => {
  org.control.resetApiCalls()
  await Promise.all([admit(), admit('viewer'), admit()])
  const calls = org.control.apiCalls()
  expect(calls).toBe(2)
  org.control.setUserActive(userId, false)
  elapsedMs = 59_999
  await admit()
  expect(org.control.apiCalls()).toBe(calls)
  elapsedMs = 60_000
  await expect(admit()).rejects.toMatchObject({ code: 'api.user-not-confirmed' })
})

test('a refusal is taken back within a minute of the assignment in the org', async () => {
  org.control.assignGroups(userId, [])
  await expect(admit()).rejects.toMatchObject({ code: 'api.user-not-confirmed' })
  org.control.assignGroups(userId, ['DocliftOperator'])
  elapsedMs = 60_000
  await expect(admit()).resolves.toBeUndefined()
})

test('an org that gives no answer admits nobody, and is asked again at the next act', async () => {
  org.control.fault({ name: 'http-503-html', pathPrefix: '/services/data', times: 100 })
  await expect(admit()).rejects.toMatchObject({ code: 'api.org-not-asked', behaviour: 'transient' })
  org.control.clearFaults()
  await expect(admit()).resolves.toBeUndefined()
})

test('a token starts acts for ten seconds from its first act', async () => {
  const token = newToken()
  for (elapsedMs of [30_000, 30_000, 40_000]) await admit('operator', token)
  elapsedMs = 40_001
  await expect(admit('operator', token)).rejects.toMatchObject({ code: 'api.token-used' })
  await expect(admit('operator')).resolves.toBeUndefined()
})

test('the first act of a token holds for every process, also for twins at the same moment', async () => {
  const token = newToken()
  const processes = Array.from({ length: 8 }, openAccess)
  await Promise.all(processes.map((one) => one.admitOrgAct('operator', token)))
  elapsedMs = 10_001
  await expect(openAccess().admitOrgAct('operator', token)).rejects.toMatchObject({ code: 'api.token-used' })
})

test('an act that the org did not confirm uses no token up', async () => {
  const token = newToken()
  org.control.assignGroups(userId, [])
  await expect(admit('operator', token)).rejects.toMatchObject({ code: 'api.user-not-confirmed' })
  org.control.assignGroups(userId, ['DocliftOperator'])
  elapsedMs = 60_000
  await expect(admit('operator', token)).resolves.toBeUndefined()
})

test('a caller is told its name, all its roles and the org', async () => {
  const services = { access, tracking, profile: 'testing', testMode: null, environment: 'sandbox' as const }
  const token = await createToken(
    { tracking, clock: systemClock, ids },
    { name: 'nightly', role: 'viewer', lifeDays: 1 },
    { id: 'cli:a@b', role: 'admin' },
  )
  expect(await readWhoami(services, { id: `token:${token.id}`, role: 'viewer' })).toEqual({
    actorId: `token:${token.id}`,
    kind: 'token',
    name: 'nightly',
    role: 'viewer',
    roles: ['viewer'],
    organisationId: null,
    environment: 'sandbox',
    profile: 'testing',
    testMode: null,
  })
  await tracking.bind({ orgId: org.orgId, environment: 'sandbox' }, 'doclift', new Date())
  expect(await readWhoami(services, { id: `user:${userId}`, role: 'approver' })).toMatchObject({
    kind: 'user',
    name: people.operator.name,
    roles: ['viewer', 'operator', 'approver'],
    organisationId: org.orgId,
  })
  expect(await readWhoami(services, { id: 'user:005000000000001AAA', role: 'viewer' })).toMatchObject({ name: null })
  expect(await readWhoami(services, { id: 'cli:me@host', role: 'admin' })).toMatchObject({
    kind: 'cli',
    name: 'me@host',
  })
})

test('a token that does not exist cannot be revoked', async () => {
  await expect(access.revokeToken(ids.next(), { id: 'cli:a@b', role: 'admin' })).rejects.toMatchObject({
    code: 'token.not-found',
  })
})
