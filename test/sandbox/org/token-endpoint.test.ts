import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { signJwt, verifyJwt } from './jwt.ts'
import { integrationUser, orgIds, people } from './server.ts'
import { askForToken, openOrg, type TestOrg } from './test-org.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

async function askWithAssertion(
  { org }: TestOrg,
  changes: Record<string, unknown> = {},
  key?: string,
): Promise<Response> {
  const exp = Math.floor(Date.now() / 1000) + 180
  const claims = { iss: org.clientId, sub: org.integrationUsername, aud: org.url, exp, ...changes }
  const privateKey = createPrivateKey(key ?? readFileSync(org.clientPrivateKeyFile, 'utf8'))
  return await askForToken(org, { grant_type: JWT_BEARER, assertion: signJwt({ kid: 'client' }, claims, privateKey) })
}

test('client credentials open a session and name the org and the user', async () => {
  const { org } = await openOrg()
  const form = { grant_type: 'client_credentials', client_id: org.clientId, client_secret: org.clientSecret }
  const answer = await askForToken(org, form)
  const grant = await answer.json()
  expect(answer.status).toBe(200)
  expect(grant).toMatchObject({ instance_url: org.url, token_type: 'Bearer' })
  expect(grant).toHaveProperty('id', `${org.url}/id/${orgIds[0]}/${integrationUser.userId}`)
  expect(grant).not.toHaveProperty('expires_in')
})

test('a signed assertion opens a session', async () => {
  const opened = await openOrg()
  const answer = await askWithAssertion(opened)
  const { access_token } = (await answer.json()) as { access_token: string }
  const limits = await fetch(`${opened.org.url}/services/data/v67.0/limits`, {
    headers: { authorization: `Bearer ${access_token}` },
  })
  expect(limits.status).toBe(200)
})

describe('the token endpoint refuses', () => {
  const strangersKey = () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

  test.each([
    ['an unknown user', { sub: 'stranger@northwind.example' }, 'invalid_grant', "user hasn't approved this consumer"],
    ['another audience', { aud: 'https://login.salesforce.com' }, 'invalid_grant', 'audience is invalid'],
    ['an assertion past its time', { exp: 1_000_000_000 }, 'invalid_grant', 'expired authorization code'],
    ['a time in milliseconds', { exp: Date.now() }, 'invalid_grant', 'expired authorization code'],
    ['an unknown client', { iss: 'nobody' }, 'invalid_client_id', 'client identifier invalid'],
  ])('%s', async (_title, changes, error, description) => {
    const answer = await askWithAssertion(await openOrg(), changes)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error, error_description: description })
  })

  test('an assertion signed with another key', async () => {
    const answer = await askWithAssertion(await openOrg(), {}, strangersKey())
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' })
  })

  test('a wrong secret and the password flow', async () => {
    const { org } = await openOrg()
    const wrong = { grant_type: 'client_credentials', client_id: org.clientId, client_secret: 'wrong' }
    expect(await (await askForToken(org, wrong)).json()).toMatchObject({ error: 'invalid_client' })
    const password = { grant_type: 'password', username: org.integrationUsername, password: 'x' }
    expect(await (await askForToken(org, password)).json()).toMatchObject({ error: 'unsupported_grant_type' })
  })
})

test('a session that was ended answers 401, and a new one works', async () => {
  const opened = await openOrg()
  opened.org.control.expireTokens()
  const refused = await opened.call('/limits')
  expect(refused.status).toBe(401)
  expect(await refused.json()).toEqual([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }])
  await opened.restart()
  expect((await opened.call('/limits')).status).toBe(200)
})

test('keys and secret survive a restart and are readable by their owner only', async () => {
  const opened = await openOrg()
  const { clientId, clientSecret, clientPrivateKeyFile, inboundKeys } = opened.org
  await opened.restart()
  expect(opened.org).toMatchObject({ clientId, clientSecret, clientPrivateKeyFile })
  expect(opened.org.inboundKeys.map((key) => key.publicKeyPem)).toEqual(inboundKeys.map((key) => key.publicKeyPem))
  expect(statSync(clientPrivateKeyFile).mode & 0o777).toBe(0o600)
})

test('a token for the service is signed by the key of its role and says who, which org and how long', async () => {
  const { org } = await openOrg({ orgId: orgIds[1], isSandbox: true })
  const key = org.inboundKeys.find(({ role }) => role === 'approver')
  const claims = verifyJwt(org.control.issueToken({ role: 'approver' }), createPublicKey(key?.publicKeyPem ?? ''))
  expect(claims).toMatchObject({
    iss: org.url,
    sub: people.approver.userId,
    aud: 'doclift',
    role: 'approver',
    org_id: orgIds[1],
    environment: 'sandbox',
  })
  expect(Number(claims?.exp) - Number(claims?.iat)).toBe(120)
  const viewerKey = org.inboundKeys.find(({ role }) => role === 'viewer')?.publicKeyPem ?? ''
  expect(verifyJwt(org.control.issueToken({ role: 'approver' }), createPublicKey(viewerKey))).toBeUndefined()
})
