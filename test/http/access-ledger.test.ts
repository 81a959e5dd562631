import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Role } from '../../server/domain/run/run.ts'
import type { App } from '../../server/http/app.ts'
import { people } from '../sandbox/org/people.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'
import { bearer, openApp, post } from './requests.ts'

let doclift: TestInstallation
let app: App
beforeAll(async () => {
  doclift = await openTestInstallation({ hasWorker: false, sandbox: { records: 10 } })
  app = await openApp(doclift.services)
})
afterAll(async () => {
  await app.close()
  await doclift.dispose()
})

const control = () => doclift.sandbox.control
const backUp = { operation: 'back_up', scope: { kind: 'everything' }, dryRun: true }

function plan(token: string, key: string = crypto.randomUUID()) {
  return app.inject(post('/v1/runs', { ...bearer(token), 'idempotency-key': key }, backUp))
}

function get(url: string, token: string) {
  return app.inject({ url, headers: bearer(token) })
}

async function automationToken(role: Role) {
  return await doclift.services.createToken({ name: `a ${role}`, role, lifeDays: 1 }, doclift.actor)
}

beforeEach(async () => {
  for (const role of ['operator', 'approver'] as const) await control().setUserActive(people[role].userId, true)
})

test('a user of the org starts acts, within moments of each other, and is named as who did it', async () => {
  const token = await control().issueToken({ role: 'operator' })
  const answers = [await plan(token), await plan(token)]
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202])
  expect(answers[0]?.json()).toMatchObject({ createdBy: `user:${people.operator.userId}` })
  const used = await runSql(doclift.ownerUrl, 'select hash_hex from used_org_tokens')
  expect(used).toHaveLength(1)
  expect(JSON.stringify(used)).not.toContain(token)
})

test('a token that was lying about starts nothing, also with a key that is known, and still reads', async () => {
  const token = await control().issueToken({ role: 'operator', lifeSeconds: 119 })
  const key = crypto.randomUUID()
  const first = await plan(token, key)
  expect(first.statusCode).toBe(202)
  await runSql(doclift.ownerUrl, "update used_org_tokens set first_used_at = first_used_at - interval '10.001 seconds'")
  const runsBefore = (await get('/v1/runs', token)).json().items.length
  for (const again of [await plan(token), await plan(token, key)]) {
    expect(again.json()).toMatchObject({ status: 401, code: 'api.token-used' })
  }
  const fresh = await control().issueToken({ role: 'operator', lifeSeconds: 118 })
  const repeated = await plan(fresh, key)
  expect([repeated.statusCode, repeated.json().id]).toEqual([202, first.json().id])
  expect((await get('/v1/runs', token)).json().items).toHaveLength(runsBefore)
})

test('a user the org does not stand behind starts nothing, and reads on', async () => {
  const { userId } = people.approver
  await control().setUserActive(userId, false)
  const token = await control().issueToken({ role: 'operator', userId })
  const answer = await plan(token)
  expect(answer.json()).toMatchObject({ status: 403, code: 'api.user-not-confirmed' })
  expect(answer.json().detail).toContain('In Setup')
  expect((await get('/v1/overview', token)).statusCode).toBe(200)
})

test('while the org gives no answer nobody is admitted, and the caller is told when to come again', async () => {
  const token = await control().issueToken({ role: 'operator', userId: people.admin.userId })
  await control().fault({ name: 'http-503-html', pathPrefix: '/services/data', times: 1_000 })
  const answer = await plan(token)
  await control().clearFaults()
  expect(answer.json()).toMatchObject({ status: 503, code: 'api.org-not-asked' })
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  expect((await plan(token)).statusCode).toBe(202)
})

test('an automation token acts without the org', async () => {
  await control().fault({ name: 'http-503-html', pathPrefix: '/services/data', times: 1_000 })
  const { token } = await automationToken('operator')
  expect((await plan(token)).statusCode).toBe(202)
  await control().clearFaults()
})

test('a token that is revoked opens nothing from the next request on, wherever it is sent', async () => {
  const admin = await automationToken('admin')
  const operator = await automationToken('operator')
  const other = await openApp(doclift.services)
  expect((await get('/v1/whoami', operator.token)).json()).toMatchObject({ name: 'a operator', kind: 'token' })
  const revoke = () => app.inject({ method: 'DELETE', url: `/v1/tokens/${operator.id}`, headers: bearer(admin.token) })
  expect([(await revoke()).statusCode, (await revoke()).statusCode]).toEqual([204, 204])
  const late = await other.inject({ url: '/v1/overview', headers: bearer(operator.token) })
  await other.close()
  expect(late.statusCode).toBe(401)
  const listed: { id: string; revokedAt: string | null }[] = (await get('/v1/tokens', admin.token)).json().items
  expect(listed.find(({ id }) => id === operator.id)?.revokedAt).toMatch(/^2/)
  expect(listed.find(({ id }) => id === admin.id)?.revokedAt).toBeNull()
  const statement = "select actor_id from audit_entries where action = 'token.revoked' and subject = ?"
  expect(await runSql(doclift.ownerUrl, statement, [operator.id])).toEqual([{ actor_id: `token:${admin.id}` }])
})

test('whoami names the user as the org does', async () => {
  const token = await control().issueToken({ role: 'viewer' })
  expect((await get('/v1/whoami', token)).json()).toMatchObject({
    actorId: `user:${people.viewer.userId}`,
    kind: 'user',
    name: people.viewer.name,
    role: 'viewer',
    organisationId: doclift.sandbox.info.org.orgId,
  })
})
