import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { caught } from '../../contract/salesforce-org.suite.ts'
import { createCatalogue } from '../../sandbox/catalogue/catalogue.ts'
import { orgIds, startOrg } from '../../sandbox/org/server.ts'
import { clientCredentials, jwtBearer } from './client-options.ts'
import { answerHtml, answerJson, isLogin, openClient, startScriptedOrg, tokenAnswer } from './scripted-org.ts'

const catalogue = createCatalogue({ seed: 'session', records: 10 })
const recordIds = [0, 1, 2, 3, 4].map((index) => catalogue.entry(index).recordId)

test.for(['client-credentials', 'jwt-bearer'] as const)('a login by %s reaches the org', async (kind) => {
  const org = await startStandIn()
  const auth = kind === 'jwt-bearer' ? jwtBearer(org) : clientCredentials(org)
  expect(await openClient(org.url, { auth }).identity()).toMatchObject({ orgId: org.orgId })
})

test('five parallel requests whose token has expired share one new login', async () => {
  const org = await startStandIn()
  const client = openClient(org.url, { auth: clientCredentials(org) })
  await client.identity()
  const sentBefore = client.usage().sent
  org.control.expireTokens()
  const values = await Promise.all(recordIds.map((recordId) => client.readValues([recordId])))
  expect(values.map((map) => [...map.keys()])).toEqual(recordIds.map((recordId) => [recordId]))
  // Five refused, one login, five sent again.
  expect(client.usage().sent - sentBefore).toBe(11)
})

test('fifty parallel requests whose token has expired share one new login', async () => {
  const many = createCatalogue({ seed: 'fifty', records: 60 })
  const org = await startStandIn(many)
  const client = openClient(org.url, { auth: clientCredentials(org) })
  await client.identity()
  const sentBefore = client.usage().sent
  org.control.expireTokens()
  const wanted = Array.from({ length: 50 }, (_, index) => many.entry(index).recordId)
  const values = await Promise.all(wanted.map((recordId) => client.readValues([recordId])))
  expect(values.map((map) => [...map.keys()])).toEqual(wanted.map((recordId) => [recordId]))
  expect(client.usage().sent - sentBefore).toBe(101)
})

test('fifty parallel requests to an org that refuses every token cost one renewal, and no request a third try', async () => {
  let waiting: ServerResponse[] = []
  const org = await startScriptedOrg(({ path }, response) => {
    if (isLogin(path)) return false
    // All fifty are refused together, first with the old token and then with the new one.
    waiting.push(response)
    if (waiting.length < 50) return
    for (const one of waiting) answerJson(one, 401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }])
    waiting = []
  })
  const client = openClient(org.url)
  const errors = await Promise.all(Array.from({ length: 50 }, () => caught(client.countEntries())))
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['salesforce.unauthorised']))
  expect(org.logins()).toBe(2)
  expect(org.calls()).toHaveLength(100)
})

test('an identity URL without a user is not believed', async () => {
  const org = await startScriptedOrg((_, response) =>
    answerJson(response, 200, tokenAnswer(org.url, { id: `https://login.example/id/${orgIds[0]}/` })),
  )
  expect(await caught(openClient(org.url).identity())).toMatchObject({ code: 'salesforce.unexpected-answer' })
})

test('a direct write whose token has expired is sent again after a new login, and written once', async () => {
  const org = await startStandIn()
  const client = openClient(org.url, { auth: clientCredentials(org) })
  await client.identity()
  org.control.expireTokens()
  const [recordId = ''] = recordIds
  await client.updateRecords([{ recordId, url: 'https://files.example/once' }], 10_000)
  expect(org.control.writesOf(recordId)).toHaveLength(1)
})

test('a token that is refused also when new ends the request after one renewal', async () => {
  const org = await startScriptedOrg(({ path }, response) =>
    isLogin(path)
      ? false
      : answerJson(response, 401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }]),
  )
  const error = await caught(openClient(org.url).countEntries())
  expect(error).toMatchObject({ code: 'salesforce.unauthorised', behaviour: 'fatal' })
  expect([org.logins(), org.calls().length]).toEqual([2, 2])
})

test('a refused login ends at once, without a retry', async () => {
  const org = await startStandIn()
  const auth = { kind: 'client-credentials', clientId: org.clientId, clientSecret: 'wrong' } as const
  const client = openClient(org.url, { auth })
  expect(await caught(client.identity())).toMatchObject({ code: 'salesforce.unauthorised', behaviour: 'fatal' })
  expect(client.usage().sent).toBe(1)
})

test.for([503, 404, 403])('a login answered by a page with status %i is tried again', async (status) => {
  let pages = 0
  const org = await startScriptedOrg(({ path }, response) => {
    if (isLogin(path) && ++pages === 1) return answerHtml(response, status)
    return isLogin(path) ? false : answerJson(response, 200, { totalSize: 7, done: true, records: [] })
  })
  expect(await openClient(org.url).countEntries()).toBe(7)
  expect(org.logins()).toBe(2)
})

test('another org than the one the installation is bound to is refused before anything is asked of it', async () => {
  const org = await startStandIn()
  const client = openClient(org.url, { auth: clientCredentials(org), expectedOrgId: () => orgIds[1] })
  const error = await caught(client.identity())
  expect(error).toMatchObject({ code: 'salesforce.wrong-org', behaviour: 'fatal' })
  expect(error.facts).toEqual({ expected: orgIds[1], found: org.orgId })
  expect(org.control.apiCalls()).toBe(0)
})

test('a later login that reaches another org is refused even before a binding exists', async () => {
  const otherId = `https://login.example/id/${orgIds[1]}/005Mx0000000001IAA`
  const org = await startScriptedOrg(({ path }, response) => {
    if (!isLogin(path)) return answerJson(response, 401, [])
    const { url } = org
    return answerJson(response, 200, org.logins() === 1 ? tokenAnswer(url) : tokenAnswer(url, { id: otherId }))
  })
  expect(await caught(openClient(org.url).countEntries())).toMatchObject({ code: 'salesforce.wrong-org' })
  expect(org.calls()).toHaveLength(1)
})

test('an org that says another id of itself than the token does is refused', async () => {
  const record = { Id: orgIds[1], Name: 'Other', IsSandbox: true }
  const org = await startScriptedOrg(({ path }, response) =>
    isLogin(path) ? false : answerJson(response, 200, { totalSize: 1, done: true, records: [record] }),
  )
  expect(await caught(openClient(org.url).identity())).toMatchObject({ code: 'salesforce.wrong-org' })
})

test('an instance URL on a foreign host is refused and the token is not sent there', async () => {
  const foreign = await startScriptedOrg((_, response) => answerJson(response, 200, {}))
  const org = await startScriptedOrg((_, response) =>
    answerJson(response, 200, tokenAnswer(org.url, { instance_url: foreign.url })),
  )
  const client = openClient(org.url, { allowedHosts: [new URL(org.url).host] })
  expect(await caught(client.identity())).toMatchObject({ code: 'salesforce.host-not-allowed', behaviour: 'fatal' })
  expect(foreign.received).toHaveLength(0)
})

test('a redirect is not followed, neither with the secret nor with the token', async () => {
  const foreign = await startScriptedOrg((_, response) => answerJson(response, 200, tokenAnswer(foreign.url)))
  const redirect = { location: `${foreign.url}/elsewhere` }
  const login = await startScriptedOrg((_, response) => answerJson(response, 307, {}, redirect))
  const api = await startScriptedOrg(({ path }, response) =>
    isLogin(path) ? false : answerJson(response, 302, {}, redirect),
  )
  expect(await caught(openClient(login.url).identity())).toMatchObject({ code: 'salesforce.unauthorised' })
  expect(await caught(openClient(api.url).identity())).toMatchObject({ code: 'salesforce.bad-request' })
  expect(foreign.received).toHaveLength(0)
})

test('a refusal that quotes the secret or the token is told without them', async () => {
  const login = await startScriptedOrg(({ body }, response) =>
    answerJson(response, 400, { error: 'invalid_client', error_description: `bad request: ${body}` }),
  )
  const api = await startScriptedOrg(({ path, headers }, response) =>
    isLogin(path) ? false : answerJson(response, 400, [{ errorCode: 'ODD', message: String(headers.authorization) }]),
  )
  const refusals = [await caught(openClient(login.url).identity()), await caught(openClient(api.url).identity())]
  expect(refusals.map(everythingIn).join()).not.toMatch(/the-client.{1,3}secret|token-of-the-test/)
  expect(refusals.map(({ message }) => message).join()).toMatch(/invalid_client.*ODD/s)
})

test('a refusal that quotes the assertion is told without it', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const org = await startScriptedOrg(({ body }, response) =>
    answerJson(response, 400, { error: 'invalid_grant', error_description: body }),
  )
  const auth = { kind: 'jwt-bearer', clientId: 'the-client', username: 'robot@example.com', privateKeyPem } as const
  const error = await caught(openClient(org.url, { auth }).identity())
  const assertion = new URLSearchParams(org.received[0]?.body).get('assertion') ?? ''
  expect(assertion.split('.')).toHaveLength(3)
  expect(everythingIn(error)).not.toContain(assertion.split('.')[2])
})

test('a private key that is none is refused without quoting it', async () => {
  const auth = { kind: 'jwt-bearer', clientId: 'c', username: 'u', privateKeyPem: 'secret-but-no-key' } as const
  const error = await caught(openClient('https://northwind.my.salesforce.com', { auth }).identity())
  expect(error).toMatchObject({ code: 'salesforce.unauthorised' })
  expect(everythingIn(error)).not.toContain('secret-but-no-key')
})

test('a token answer without an org id is not believed', async () => {
  const org = await startScriptedOrg((_, response) =>
    answerJson(response, 200, tokenAnswer(org.url, { id: 'nonsense' })),
  )
  expect(await caught(openClient(org.url).identity())).toMatchObject({ code: 'salesforce.unexpected-answer' })
})

async function startStandIn(of = catalogue) {
  const home = await mkdtemp(join(tmpdir(), 'doclift-org-'))
  const org = await startOrg({ catalogue: of, home })
  onTestFinished(async () => {
    await org.stop()
    await rm(home, { recursive: true })
  })
  return org
}

/** All a log could show of an error. */
function everythingIn(error: Error): string {
  const { message, stack, cause } = error
  const causes = cause instanceof Error ? everythingIn(cause) : String(cause)
  return [message, stack, causes, JSON.stringify(error)].join('\n')
}
