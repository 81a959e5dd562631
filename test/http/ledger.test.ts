import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../server/adapters/clock/system-clock.ts'
import { uuidIds } from '../../server/adapters/clock/uuid-ids.ts'
import { openTrackingStore, type PostgresTrackingStore } from '../../server/adapters/postgres/tracking-store.ts'
import type { Role } from '../../server/domain/run/run.ts'
import type { App } from '../../server/http/app.ts'
import { toPage } from '../../server/http/cursor.ts'
import { createToken } from '../../server/operations/create-token.ts'
import type { Services } from '../../server/operations/services.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { memoryServices } from './memory-services.ts'
import { bearer, openApp, post } from './requests.ts'

const ids = uuidIds(systemClock)
const ADMIN = { id: 'cli:someone@host', role: 'admin' as const }

let database: TestDatabase
let tracking: PostgresTrackingStore
let app: App
beforeAll(async () => {
  database = await createTestDatabase()
  tracking = await openTrackingStore({ url: database.appUrl, ids, maxConnections: 4 })
  app = await openApp(ledgerServices())
})
afterAll(async () => {
  await app.close()
  await tracking.close()
  await database.drop()
})

/** The services over the real ledger, as far as these tests need them. */
function ledgerServices(): Services {
  return memoryServices({
    clock: systemClock,
    tracking,
    planRun: (request, actor, idempotency) =>
      tracking.createRun(
        { ...request, id: ids.next(), profile: 'testing', settingsFingerprint: 'f' },
        actor,
        systemClock.now(),
        idempotency,
      ),
  })
}

async function tokenOf(role: Role, clock = systemClock): Promise<string> {
  const request = { name: `a ${role}`, role, lifeDays: 1 }
  return (await createToken({ tracking, clock, ids }, request, ADMIN)).token
}

const backUp = { operation: 'back_up', scope: { kind: 'everything' } }

describe('an automation token', () => {
  test('works with its role until it expires', async () => {
    const overview = { url: '/v1/overview', headers: bearer(await tokenOf('viewer')) }
    expect((await app.inject(overview)).statusCode).toBe(200)
    const twoDaysAgo = { ...systemClock, now: () => new Date(Date.now() - 2 * 86_400_000) }
    const expired = await app.inject({ url: '/v1/overview', headers: bearer(await tokenOf('admin', twoDaysAgo)) })
    expect(expired.statusCode).toBe(401)
  })
})

describe('an Idempotency-Key', () => {
  let headers: Record<string, string>
  beforeEach(async () => {
    headers = { ...bearer(await tokenOf('operator')), 'idempotency-key': 'key-1' }
  })

  test('used by twins at the same time starts one run', async () => {
    const twins = await Promise.all(Array.from({ length: 8 }, () => app.inject(post('/v1/runs', headers, backUp))))
    expect(twins.map((answer) => answer.statusCode)).toEqual(Array(8).fill(202))
    expect(new Set(twins.map((answer) => answer.json().id)).size).toBe(1)
  })

  test('used again with another body is refused', async () => {
    await app.inject(post('/v1/runs', headers, backUp))
    const answer = await app.inject(post('/v1/runs', headers, { ...backUp, dryRun: true }))
    expect(answer.json()).toMatchObject({ status: 422, code: 'api.idempotency-reused' })
  })
})

test('runs are listed newest first, page after page, each once', async () => {
  const headers = bearer(await tokenOf('operator'))
  for (const key of ['a', 'b', 'c']) await app.inject(post('/v1/runs', { ...headers, 'idempotency-key': key }, backUp))
  const numbers: number[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const url: string = `/v1/runs?limit=2${cursor && `&cursor=${cursor}`}`
    const page: { items: { number: number }[]; nextCursor: string | null } = (await app.inject({ url, headers })).json()
    numbers.push(...page.items.map((run) => run.number))
    cursor = page.nextCursor
  }
  expect(numbers.length).toBeGreaterThanOrEqual(3)
  expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => right - left))
})

test('the history of a run names who made it, and is not there for a run that is not', async () => {
  const headers = { ...bearer(await tokenOf('operator')), 'idempotency-key': 'history' }
  const { id } = (await app.inject(post('/v1/runs', headers, backUp))).json()
  const answer = await app.inject({ url: `/v1/runs/${id}/history`, headers: bearer(await tokenOf('viewer')) })
  expect(answer.json().items[0]).toMatchObject({ kind: 'run.created', actor: expect.stringMatching(/^token:/) })
  const unknown = await app.inject({ url: '/v1/runs/00000000-0000-4000-8000-000000000000/history', headers })
  expect(unknown.json().code).toBe('run.not-found')
})

test('Accounts are sorted and searched by query, and a cursor of another order is refused', async () => {
  const headers = bearer(await tokenOf('viewer'))
  const ask = (query: string) => app.inject({ url: `/v1/accounts?limit=1${query}`, headers })
  expect((await ask('&sort=-lastActivityAt&name=nor%25')).statusCode).toBe(200)
  expect((await ask('&sort=size')).json().code).toBe('api.invalid-request')
  expect((await ask('&name=%00')).statusCode).toBe(400)
  const page = toPage('accounts:name', { items: [], nextCursor: '001000000000001AAAacme' }, String)
  expect((await ask(`&sort=name&cursor=${page.nextCursor}`)).statusCode).toBe(200)
  for (const other of ['', '&sort=-name', '&sort=total']) {
    expect((await ask(`${other}&cursor=${page.nextCursor}`)).json().code).toBe('api.malformed-cursor')
  }
})

test('a class of failures without a code is refused, because it says nothing by itself', async () => {
  const headers = bearer(await tokenOf('viewer'))
  const answer = await app.inject({ url: '/v1/records?failureClass=copy', headers })
  expect([answer.statusCode, answer.json().errors[0].pointer]).toEqual([400, '/query/failureCode'])
  const group = '/v1/records?failureClass=copy&failureCode=source.missing'
  expect((await app.inject({ url: group, headers })).json()).toEqual({ items: [], nextCursor: null })
})

test('an empty ledger answers every list and the overview', async () => {
  const headers = bearer(await tokenOf('viewer'))
  for (const url of [
    '/v1/overview',
    '/v1/accounts',
    '/v1/records?state=verified',
    '/v1/records?outOfScopeReason=folder',
  ]) {
    expect([url, (await app.inject({ url, headers })).statusCode]).toEqual([url, 200])
  }
  expect((await app.inject({ url: '/v1/records/a01000000000001', headers })).statusCode).toBe(404)
})

test('a database that is gone is 503 with Retry-After, and not a wrong token', async () => {
  const line = await openLine(database.appUrl)
  const store = await openTrackingStore({ url: line.url, ids, maxConnections: 1 })
  const lostApp = await openApp({ ...ledgerServices(), tracking: store })
  const overview = { url: '/v1/overview', headers: bearer(await tokenOf('viewer')) }
  expect((await lostApp.inject(overview)).statusCode).toBe(200)
  await line.cut()
  const answer = await lostApp.inject(overview)
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'database.unavailable'])
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  await lostApp.close()
  await store.close()
})

/** A line to a database that can be cut. */
async function openLine(url: string): Promise<{ url: string; cut(): Promise<void> }> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => socket.destroy()))
    client.pipe(upstream).pipe(client)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = Object.assign(new URL(url), { host: `127.0.0.1:${(server.address() as AddressInfo).port}` })
  async function cut() {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: address.href, cut }
}
