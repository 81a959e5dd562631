import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../../server/adapters/clock/system-clock.ts'
import { uuidIds } from '../../../../server/adapters/clock/uuid-ids.ts'
import { openFileSigner } from '../../../../server/adapters/keys/file-signer.ts'
import { openTrackingStore, type PostgresTrackingStore } from '../../../../server/adapters/postgres/tracking-store.ts'
import { type OpenWebhookSender, openWebhookSender } from '../../../../server/adapters/webhook/webhook-sender.ts'
import type { App } from '../../../../server/http/app.ts'
import { webhookServices } from '../../../../server/operations/webhooks/services.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { runSql } from '../../../support/sql.ts'
import { memoryServices } from '../../memory-services.ts'
import { as, openApp, post } from '../../requests.ts'

const URL_OF_N8N = 'https://n8n.northwind.example/webhook/doclift'
const UNKNOWN = '00000000-0000-7000-8000-000000000000'
const ids = uuidIds(systemClock)

let database: TestDatabase
let tracking: PostgresTrackingStore
let webhooks: OpenWebhookSender
let folder: string
let app: App
beforeAll(async () => {
  database = await createTestDatabase()
  tracking = await openTrackingStore({ url: database.appUrl, ids, maxConnections: 4 })
  webhooks = openWebhookSender({ allowedHosts: ['n8n.northwind.example'] })
  folder = await mkdtemp(join(tmpdir(), 'doclift-webhooks-'))
  const signer = openFileSigner(join(folder, 'key.pem'))
  const ports = { tracking, clock: systemClock, ids, signer, webhooks }
  app = await openApp(memoryServices({ webhooks: webhookServices({ ports }) }))
})
afterAll(async () => {
  await app.close()
  await webhooks.close()
  await tracking.close()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

function add(body: object = {}, key: string = randomUUID()) {
  return app.inject(post('/v1/webhooks', as('admin', key), { url: URL_OF_N8N, events: ['run.ended'], ...body }))
}

function act(path: string) {
  return app.inject(post(`/v1/webhooks/${path}`, as('admin', randomUUID())))
}

function get(path: string) {
  return app.inject({ url: `/v1/webhooks${path}`, headers: as('admin') })
}

test('a new webhook is shown with its secret, and never again', async () => {
  const added = await add({ description: 'Migration channel' })
  const { secret, ...webhook } = added.json()
  expect([added.statusCode, added.headers.location]).toEqual([201, `/v1/webhooks/${webhook.id}`])
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(webhook).toMatchObject({
    url: URL_OF_N8N,
    events: ['run.ended'],
    description: 'Migration channel',
    isPaused: false,
    createdBy: 'token:id-of-admin',
  })
  expect((await get(`/${webhook.id}`)).json()).toEqual(webhook)
  expect((await get('?limit=200')).body).not.toContain('secret')
})

test('a request that is repeated with its key gets the same webhook and the same secret', async () => {
  const [first, second] = [await add({}, 'same'), await add({}, 'same')]
  expect(second.json()).toEqual(first.json())
  expect((await add({ events: ['run.halted'] }, 'same')).json()).toMatchObject({ code: 'api.idempotency-reused' })
})

test.each([
  'http://n8n.northwind.example/',
  'https://other.example/',
  'https://user:hunter2@n8n.northwind.example/',
  'https://n8n.northwind.example/#here',
  'https://169.254.169.254/',
  'nonsense',
])('the address %s is refused', async (url) => {
  const answer = await add({ url })
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'webhook.host-not-allowed'])
  expect(answer.body).not.toContain('hunter2')
})

test.each([
  ['no event', { events: [] }],
  ['an unknown event', { events: ['run.exploded'] }],
  ['the event of a test', { events: ['webhook.test'] }],
  ['too long an address', { url: `${URL_OF_N8N}${'x'.repeat(2_048)}` }],
  ['too long a description', { description: 'x'.repeat(201) }],
  ['a secret of its own', { secret: 'mine' }],
])('a request with %s is not valid', async (_words, body) => {
  const answer = await add(body)
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'api.invalid-request'])
})

test('a webhook is changed, paused and removed, and then it is unknown', async () => {
  const { id } = (await add()).json()
  const change = { method: 'PATCH' as const, url: `/v1/webhooks/${id}`, headers: as('admin') }
  const changed = await app.inject({ ...change, payload: { events: ['run.halted'], isPaused: true } })
  expect(changed.json()).toMatchObject({ events: ['run.halted'], isPaused: true })
  expect((await app.inject({ ...change, payload: {} })).statusCode).toBe(400)
  expect((await app.inject({ ...change, payload: { url: 'https://other.example/' } })).statusCode).toBe(400)
  const remove = { ...change, method: 'DELETE' as const }
  expect((await app.inject(remove)).statusCode).toBe(204)
  for (const gone of [await app.inject(remove), await get(`/${id}`), await get(`/${id}/deliveries`)]) {
    expect([gone.statusCode, gone.json().code]).toEqual([404, 'webhook.not-found'])
  }
})

test('a secret that is rotated is another one, shown once', async () => {
  const { id, secret } = (await add()).json()
  const rotated = await act(`${id}/rotate-secret`)
  expect([rotated.statusCode, rotated.json().id]).toEqual([200, id])
  expect(rotated.json().secret).toMatch(/^whsec_/)
  expect(rotated.json().secret).not.toBe(secret)
})

test('a test is queued, shown in the log, and replayed only once it is settled', async () => {
  const { id } = (await add()).json()
  const queued = await act(`${id}/test`)
  expect([queued.statusCode, queued.headers.location]).toEqual([202, `/v1/webhooks/${id}/deliveries`])
  expect(queued.json()).toMatchObject({ event: 'webhook.test', runId: null, state: 'pending', attempts: 0 })
  expect((await get(`/${id}/deliveries`)).json()).toEqual({ items: [queued.json()], nextCursor: null })
  const replay = `${id}/deliveries/${queued.json().id}/replay`
  expect((await act(replay)).json()).toMatchObject({ status: 409, code: 'webhook.delivery-pending' })
  await runSql(database.ownerUrl, `update webhook_deliveries set state = 'given_up', next_attempt_at = null`)
  const replayed = await act(replay)
  expect([replayed.statusCode, replayed.json().state]).toEqual([202, 'pending'])
})

test('deliveries are listed newest first, page by page', async () => {
  const { id } = (await add()).json()
  const queued = [(await act(`${id}/test`)).json().id, (await act(`${id}/test`)).json().id]
  const page = (await get(`/${id}/deliveries?limit=1`)).json()
  const rest = (await get(`/${id}/deliveries?limit=1&cursor=${page.nextCursor}`)).json()
  expect([...page.items, ...rest.items].map((delivery) => delivery.id)).toEqual(queued.toReversed())
  expect(rest.nextCursor).toBeNull()
})

test('what does not exist is 404, by its own code', async () => {
  const { id } = (await add()).json()
  expect((await act(`${UNKNOWN}/test`)).json()).toMatchObject({ status: 404, code: 'webhook.not-found' })
  expect((await act(`${UNKNOWN}/rotate-secret`)).json()).toMatchObject({ status: 404, code: 'webhook.not-found' })
  const replayed = await act(`${id}/deliveries/${UNKNOWN}/replay`)
  expect(replayed.json()).toMatchObject({ status: 404, code: 'webhook.delivery-not-found' })
  expect((await get('/nonsense')).statusCode).toBe(400)
})

test('nobody but an admin sees or changes webhooks', async () => {
  const { id } = (await add()).json()
  const calls = [
    { method: 'GET', url: '/v1/webhooks' },
    { method: 'GET', url: `/v1/webhooks/${id}` },
    { method: 'GET', url: `/v1/webhooks/${id}/deliveries` },
    { method: 'POST', url: '/v1/webhooks' },
    { method: 'POST', url: `/v1/webhooks/${id}/test` },
    { method: 'POST', url: `/v1/webhooks/${id}/rotate-secret` },
    { method: 'PATCH', url: `/v1/webhooks/${id}` },
    { method: 'DELETE', url: `/v1/webhooks/${id}` },
  ] as const
  for (const call of calls) {
    expect([call, (await app.inject({ ...call, headers: as('approver', 'k') })).statusCode]).toEqual([call, 403])
  }
})
