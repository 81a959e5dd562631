import { createPublicKey } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../listening.ts'
import { verifyJwt } from './jwt.ts'
import { people } from './people.ts'
import { documentIds, openOrg, type TestOrg } from './test-org.ts'

interface Asked {
  method: string
  path: string
  body: string
  headers: Record<string, unknown>
}

/** An org with pages, and a service that answers what it is told and notes what it was asked. */
async function openPages() {
  const opened = await openOrg()
  const folder = await mkdtemp(join(tmpdir(), 'doclift-pages-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Pages</title>')
  await writeFile(join(folder, 'assets', 'app.js'), 'export {}')
  const asked: Asked[] = []
  const answer = { status: 200, body: {} as object | string, headers: {} }
  const service = await listen(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push({ method: String(request.method), path: String(request.url), body, headers: request.headers })
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
    response.writeHead(answer.status, answer.headers).end(text)
  }, 0)
  onTestFinished(() => Promise.all([service.stop(), rm(folder, { recursive: true })]).then(() => {}))
  opened.org.control.servePages({ folder, serviceUrl: service.url })
  return { ...opened, service, asked, answer }
}

async function callApex({ org }: TestOrg, name: string, given: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${org.url}/apex/${name}`, {
    method: 'POST',
    headers: { origin: org.url, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(given),
  })
  const text = await answer.text()
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}

const as = (persona: string) => ({ cookie: `sandbox_persona=${persona}` })

test('the pages are served at every address below lightning, with a policy that keeps foreign code out', async () => {
  const { org } = await openPages()
  for (const path of ['/lightning', '/lightning/r/Account/001/view', '/lightning/cmp/c__docliftOpen?c__recordId=a']) {
    const page = await fetch(org.url + path)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(await page.text()).toContain('<title>Pages')
  }
  const script = await fetch(`${org.url}/assets/app.js`)
  expect(script.headers.get('content-type')).toContain('javascript')
})

test('a file outside the pages is not served', async () => {
  const { org } = await openPages()
  for (const path of ['/assets/none.js', '/assets/..%2f..%2findex.html', '/assets/']) {
    expect((await fetch(org.url + path)).status).toBe(404)
  }
})

test('an org without built pages says that they are not built yet', async () => {
  const { org } = await openOrg()
  expect((await fetch(`${org.url}/lightning`)).status).toBe(503)
})

test('a request that another page sends is refused', async () => {
  const opened = await openPages()
  const name = 'DocliftOverviewController.readOverview'
  expect((await callApex(opened, name, {}, { origin: 'http://evil.example' })).status).toBe(403)
  expect((await callApex(opened, name, {}, { 'content-type': 'text/plain' })).status).toBe(403)
  expect((await fetch(`${opened.org.url}/apex/${name}`)).status).toBe(403)
  expect(opened.asked).toEqual([])
})

test('a method passes its request on with the token of the persona', async () => {
  const opened = await openPages()
  opened.answer.body = { id: 'run-1' }
  const given = { runId: 'a/b', planHash: 'abc', idempotencyKey: 'key-1' }
  const answered = await callApex(opened, 'DocliftRunController.approveRun', given, as('approver'))
  expect(answered).toEqual({ status: 200, body: { id: 'run-1' } })
  expect(opened.asked).toMatchObject([
    {
      method: 'POST',
      path: '/v1/runs/a%2Fb/approve',
      body: '{"planHash":"abc"}',
      headers: { 'idempotency-key': 'key-1' },
    },
  ])
  const key = opened.org.inboundKeys.find(({ role }) => role === 'approver')
  const token = String(opened.asked[0]?.headers.authorization).slice('Bearer '.length)
  expect(verifyJwt(token, createPublicKey(String(key?.publicKeyPem)))).toMatchObject({ role: 'approver' })
})

test('what several people change is read and changed with its tag', async () => {
  const opened = await openPages()
  opened.answer.body = { items: [{ name: 'apiSharePercent', changedBy: `user:${people.admin.userId}` }] }
  opened.answer.headers = { etag: '"one"' }
  const read = await callApex(opened, 'DocliftServiceSettingsController.readSettings', {}, as('viewer'))
  expect(read.body).toMatchObject({ etag: '"one"', names: { [people.admin.userId]: people.admin.name } })
  const given = { changesJson: '{"apiSharePercent":50}', etag: '"one"' }
  opened.answer.headers = { etag: '"two"' }
  const changed = await callApex(opened, 'DocliftServiceSettingsController.changeSettings', given, as('admin'))
  expect(changed.body.etag).toBe('"two"')
  expect(opened.asked.at(-1)).toMatchObject({
    method: 'PATCH',
    path: '/v1/settings',
    body: '{"apiSharePercent":50}',
    headers: { 'if-match': '"one"' },
  })
})

test('a parameter of the query is left out when it is blank', async () => {
  const opened = await openPages()
  opened.answer.body = { items: [], nextCursor: null }
  const list = 'DocliftRunController.listItems'
  expect((await callApex(opened, list, { runId: 'r', outcome: '', cursor: 'c d' })).body.hidden).toBe(0)
  await callApex(opened, list, { runId: 'r', outcome: null })
  expect(opened.asked.map(({ path }) => path)).toEqual([
    '/v1/runs/r/items?limit=200&cursor=c%20d',
    '/v1/runs/r/items?limit=200',
  ])
})

test('what sharing hides from the viewer is taken out of lists and refused by itself', async () => {
  const opened = await openPages()
  const recordIds = documentIds(opened.catalogue, 40)
  opened.answer.body = { items: recordIds.map((recordId) => ({ recordId })), nextCursor: null }
  const list = 'DocliftRunController.listItems'
  const seen = await callApex(opened, list, { runId: 'r' }, as('viewer'))
  const all = await callApex(opened, list, { runId: 'r' }, as('operator'))
  expect(all.body).toMatchObject({ hidden: 0, items: { length: 40 } })
  expect(seen.body.hidden).toBeGreaterThan(0)
  expect(seen.body.items.length + seen.body.hidden).toBe(40)
  const visible = seen.body.items.map((item: { recordId: string }) => item.recordId)
  const hidden = recordIds.find((recordId) => !visible.includes(recordId))
  const refused = await callApex(opened, 'DocliftRecordController.readRecord', { recordId: hidden }, as('viewer'))
  expect(JSON.parse(refused.body.message)).toMatchObject({ status: 404, code: 'record.not-found' })
})

test('the largest Accounts of a job are named to whoever may see them', async () => {
  const opened = await openPages()
  const { accountId: known } = opened.catalogue.account(1)
  const foreign = { accountId: '001000000000001AAA', accountName: 'Foreign', items: 3 }
  opened.answer.body = { largestAccounts: [{ accountId: known, accountName: 'Known', items: 5 }, foreign] }
  const read = async (persona: string) => {
    const { body } = await callApex(opened, 'DocliftRunController.readRun', { runId: 'r' }, as(persona))
    return body.largestAccounts as object[]
  }
  expect(await read('operator')).toEqual([{ accountId: known, accountName: 'Known', items: 5 }, foreign])
  expect(await read('viewer')).toEqual([
    { accountId: known, accountName: 'Known', items: 5 },
    { accountId: null, accountName: null, items: 3 },
  ])
})

test('a group of failures names no example that sharing hides', async () => {
  const opened = await openPages()
  const recordIds = documentIds(opened.catalogue, 40)
  opened.answer.body = { items: recordIds.map((recordId) => ({ code: 'x', example: { recordId } })) }
  const read = async (persona: string) => {
    const { body } = await callApex(opened, 'DocliftFailureController.readFailures', {}, as(persona))
    return body.items as { code: string; example: object | null }[]
  }
  const named = (groups: { example: object | null }[]) => groups.filter(({ example }) => example !== null).length
  const seen = await read('viewer')
  expect([seen.length, named(await read('operator'))]).toEqual([40, 40])
  expect(named(seen)).toBeLessThan(40)
  opened.answer.body = { items: recordIds.map((recordId) => ({ recordId })), nextCursor: null }
  const list = 'DocliftFailureController.listDocuments'
  const { body } = await callApex(opened, list, { code: 'a&b', failureClass: 'copy', cursor: 'c' }, as('viewer'))
  expect(body.items).toHaveLength(named(seen))
  expect(opened.asked.at(-1)?.path).toBe('/v1/records?limit=200&failureCode=a%26b&failureClass=copy&cursor=c')
})

test('a refusal of the service arrives with all of its members', async () => {
  const opened = await openPages()
  Object.assign(opened.answer, { status: 409, body: { code: 'gate.refused', detail: 'No.', lines: [1] } })
  const refused = await callApex(opened, 'DocliftRunController.haltRun', { runId: 'r', idempotencyKey: 'k' })
  expect(refused.status).toBe(500)
  expect(JSON.parse(refused.body.message)).toEqual({ status: 409, code: 'gate.refused', detail: 'No.', lines: [1] })
  Object.assign(opened.answer, { status: 502, body: '<html>' })
  const garbled = await callApex(opened, 'DocliftRunController.readRun', { runId: 'r' })
  expect(JSON.parse(garbled.body.message)).toMatchObject({ status: 502, code: 'app.unreadable-answer' })
})

test('a service that does not answer is unreachable', async () => {
  const opened = await openPages()
  await opened.service.stop()
  const { body } = await callApex(opened, 'DocliftOverviewController.readOverview', {})
  expect(JSON.parse(body.message)).toMatchObject({ status: 0, code: 'app.unreachable' })
})

test('somebody without a permission set is refused before the service is asked', async () => {
  const opened = await openPages()
  const { body } = await callApex(opened, 'DocliftWhoController.whoAmI', {}, as('nobody'))
  expect(JSON.parse(body.message)).toMatchObject({ status: 403, code: 'app.no-permission' })
  expect(opened.asked).toEqual([])
})

test('only the right to see all Accounts opens their list', async () => {
  const opened = await openPages()
  const { body } = await callApex(opened, 'DocliftAccountController.listAccounts', {}, as('viewer'))
  expect(JSON.parse(body.message)).toMatchObject({ status: 403, code: 'app.no-all-accounts' })
  expect((await callApex(opened, 'DocliftAccountController.listAccounts', {})).status).toBe(200)
})

test('a search finds Accounts that the service does not know, without documents', async () => {
  const opened = await openPages()
  opened.answer.status = 404
  const { name } = opened.catalogue.account(0)
  const { body } = await callApex(opened, 'DocliftAccountController.searchAccounts', { text: name.toUpperCase() })
  expect(body.items[0]).toMatchObject({ name, total: 0 })
})

test('people are counted for each permission set group, without those who are not active', async () => {
  const opened = await openPages()
  const count = async () => (await callApex(opened, 'DocliftSetupController.countPeople', {})).body
  expect(await count()).toEqual({ DocliftViewer: 1, DocliftOperator: 1, DocliftApprover: 1, DocliftAdmin: 1 })
  opened.org.control.setUserActive(people.viewer.userId, false)
  expect((await count()).DocliftViewer).toBe(0)
})

test('a download leads to the service itself', async () => {
  const opened = await openPages()
  opened.answer.body = { url: '/v1/downloads/t' }
  const given = { requestJson: '{"report":"overview"}', idempotencyKey: 'k' }
  const { body } = await callApex(opened, 'DocliftReportController.createDownload', given)
  expect(body.url).toBe(`${opened.service.url}/v1/downloads/t`)
  expect(opened.asked[0]?.body).toBe('{"report":"overview"}')
})

test('a parameter that a method does not have is a mistake', async () => {
  const opened = await openPages()
  const { status, body } = await callApex(opened, 'DocliftRunController.readRun', { id: 'r' })
  expect([status, body.message]).toEqual([500, 'DocliftRunController.readRun has no parameter id.'])
  expect((await callApex(opened, 'DocliftRunController.none', {})).status).toBe(404)
})

test('a record page gets its name, unless the record is hidden', async () => {
  const { org, catalogue } = await openPages()
  const { accountId, name } = catalogue.account(1)
  const nameOf = async (id: string) => (await fetch(`${org.url}/lightning/records/${id}`)).json()
  expect(await nameOf(accountId)).toEqual({ name })
  expect(await nameOf(catalogue.entry(0).recordId)).toEqual({ name: catalogue.entry(0).name })
  expect(await nameOf('001000000000000AAA')).toEqual({})
})
