import { afterEach, beforeEach, expect, test } from 'vitest'
import type { App } from '../../../../server/http/app.ts'
import {
  ACCOUNT_ID,
  buildRecord,
  buildRun,
  type MemoryServices,
  memoryServices,
  RECORD_ID,
} from '../../memory-services.ts'
import { as, openApp, post } from '../../requests.ts'

let app: App
let services: MemoryServices
beforeEach(async () => {
  services = memoryServices()
  app = await openApp(services)
})
afterEach(() => app.close())

function get(url: string) {
  return app.inject({ url, headers: as('viewer') })
}

function addRecords(count: number): void {
  const more = Array.from({ length: count }, (_, index) =>
    buildRecord({ recordId: `a02${String(index).padStart(12, '0')}AAA` }),
  )
  services.records.push(...more)
}

test('a list is read to its end by following its cursors, each record once', async () => {
  addRecords(10)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: { recordId: string }[]; nextCursor: string | null } = (
      await get(`/v1/records?limit=3${cursor && `&cursor=${cursor}`}`)
    ).json()
    seen.push(...page.items.map((record) => record.recordId))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(services.records.map((record) => record.recordId))
})

test('a page has 50 records unless asked otherwise, and never more than 200', async () => {
  addRecords(60)
  expect((await get('/v1/records')).json().items).toHaveLength(50)
  for (const limit of ['0', '201', '-1', '1e2x', 'all']) {
    expect([limit, (await get(`/v1/records?limit=${limit}`)).statusCode]).toEqual([limit, 400])
  }
})

test('a cursor that was not given by this list is refused', async () => {
  const ofRuns = Buffer.from(JSON.stringify(['runs', '1'])).toString('base64url')
  const hostile = Buffer.from(JSON.stringify(['records', "' or 1=1"])).toString('base64url')
  for (const cursor of ['x', '%00', ofRuns, hostile, 'bnVsbA']) {
    const answer = await get(`/v1/records?cursor=${cursor}`)
    expect([cursor, answer.statusCode, answer.json().code]).toEqual([cursor, 400, 'api.malformed-cursor'])
  }
})

test('an unknown filter is refused instead of ignored', async () => {
  expect((await get('/v1/records?status=verified')).statusCode).toBe(400)
  expect((await get('/v1/records?state=done')).statusCode).toBe(400)
  expect((await get('/v1/records?outOfScopeReason=folder&accountId=001000000000001')).statusCode).toBe(200)
})

test('a record is found by its id of 15 or 18 characters', async () => {
  expect((await get(`/v1/records/${RECORD_ID}`)).json()).toEqual(services.records[0])
  expect((await get(`/v1/records/${RECORD_ID.slice(0, 15)}`)).json()).toEqual(services.records[0])
  expect((await get('/v1/records/a01000000000001AAB')).statusCode).toBe(400)
  expect((await get('/v1/records/a01000000000003')).json()).toMatchObject({ status: 404, code: 'record.not-found' })
})

test('the history of a record begins with the value first seen', async () => {
  const { items } = (await get(`/v1/records/${RECORD_ID}/history`)).json()
  expect(items[0]).toMatchObject({ kind: 'first_seen', url: services.records[0]?.firstSeenUrl })
})

test('a release answers with the record, and needs an operator and a key', async () => {
  const path = `/v1/records/${RECORD_ID}/release`
  const answer = await app.inject(post(path, as('operator', 'k')))
  expect([answer.statusCode, answer.json().recordId]).toEqual([200, RECORD_ID])
  expect((await app.inject(post(path, as('viewer', 'k')))).statusCode).toBe(403)
  expect((await app.inject(post(path, as('operator')))).statusCode).toBe(400)
})

test.each([
  [`/v1/accounts/${ACCOUNT_ID}/rollback`, { kind: 'accounts', accountIds: [ACCOUNT_ID] }],
  ['/v1/runs/RUN/rollback', { kind: 'run' }],
])('%s starts a run of that scope', async (path, scope) => {
  const run = buildRun({ operation: 'switch' })
  services.runs.push(run)
  const answer = await app.inject(post(path.replace('RUN', run.id), as('operator', 'k')))
  expect(answer.statusCode).toBe(202)
  expect(answer.json()).toMatchObject({ operation: 'roll_back', scope })
})

test('a rollback is accepted as a run to follow', async () => {
  const answer = await app.inject(post(`/v1/records/${RECORD_ID.slice(0, 15)}/rollback`, as('operator', 'k')))
  expect(answer.statusCode).toBe(202)
  expect(answer.headers.location).toBe(`/v1/runs/${answer.json().id}`)
  expect(answer.json()).toMatchObject({ operation: 'roll_back', scope: { recordIds: [RECORD_ID] } })
})
