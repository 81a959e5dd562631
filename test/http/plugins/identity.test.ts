import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRole, ROLES, type Role } from '../../../server/domain/run/run.ts'
import type { App } from '../../../server/http/app.ts'
import type { OrgTokenKey } from '../../../server/operations/authenticate.ts'
import { memoryServices, NOW, ORG_ID } from '../memory-services.ts'
import { as, bearer, openApp, post } from '../requests.ts'

const ISSUER = 'https://example.my.salesforce.com'
const USER_ID = '005000000000001AAA'
const RECORD_LIKE = 'a01000000000001AAA'
const operatorPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const viewerPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const otherOrgPair = generateKeyPairSync('rsa', { modulusLength: 2048 })

function orgKey(kid: string, role: Role, pair: typeof operatorPair, overrides: Partial<OrgTokenKey> = {}): OrgTokenKey {
  const publicKeyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return { kid, issuer: ISSUER, publicKeyPem, role, orgId: ORG_ID, environment: 'sandbox', ...overrides }
}

const KEYS = [
  orgKey('operator-1', 'operator', operatorPair),
  orgKey('viewer-1', 'viewer', viewerPair, { issuer: `${ISSUER}/viewer` }),
  orgKey('other-org', 'operator', otherOrgPair, { orgId: '00D000000000002EAA' }),
]

const nowSeconds = NOW.getTime() / 1_000
const CLAIMS = {
  iss: ISSUER,
  sub: USER_ID,
  aud: 'doclift',
  role: 'operator',
  org_id: ORG_ID,
  environment: 'sandbox',
  iat: nowSeconds,
  nbf: nowSeconds,
  exp: nowSeconds + 120,
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function orgToken(claims: object = {}, header: object = {}, pair = operatorPair): string {
  const input = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'operator-1', ...header })}.${encode({ ...CLAIMS, ...claims })}`
  return `${input}.${sign('sha256', Buffer.from(input), pair.privateKey).toString('base64url')}`
}

function unsignedToken(): string {
  return `${encode({ alg: 'none', kid: 'operator-1' })}.${encode(CLAIMS)}.`
}

/** Signed with the public key as if it were a shared secret. */
function confusedToken(): string {
  const input = `${encode({ alg: 'HS256', kid: 'operator-1' })}.${encode(CLAIMS)}`
  const secret = KEYS[0]?.publicKeyPem ?? ''
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

let app: App
const services = memoryServices({ orgTokenKeys: KEYS })
beforeAll(async () => {
  app = await openApp(services)
})
afterAll(() => app.close())

function getOverview(token: string) {
  return app.inject({ url: '/v1/overview', headers: bearer(token) })
}

describe('a token of the org', () => {
  test('lets its user in with the role of its key', async () => {
    const planned = { operation: 'back_up', scope: { kind: 'everything' } }
    const answer = await app.inject(post('/v1/runs', { ...bearer(orgToken()), 'idempotency-key': 'k' }, planned))
    expect(answer.statusCode).toBe(202)
    expect(answer.json()).toMatchObject({ createdBy: `user:${USER_ID}` })
  })

  test('may be a few seconds early or late', async () => {
    const late = { iat: nowSeconds - 123, nbf: nowSeconds - 123, exp: nowSeconds - 3 }
    const early = { iat: nowSeconds + 3, nbf: nowSeconds + 3, exp: nowSeconds + 120 }
    expect((await getOverview(orgToken(late))).statusCode).toBe(200)
    expect((await getOverview(orgToken(early))).statusCode).toBe(200)
  })

  test('of a key that was replaced works beside the new one', async () => {
    const token = orgToken({ iss: `${ISSUER}/viewer`, role: 'viewer' }, { kid: 'viewer-1' }, viewerPair)
    expect((await getOverview(token)).statusCode).toBe(200)
  })

  const wrong: Record<string, string> = {
    'without a signature': unsignedToken(),
    'signed with the public key as a secret': confusedToken(),
    'of an unknown kid': orgToken({}, { kid: 'unknown' }),
    'without a kid': orgToken({}, { kid: undefined }),
    'signed with the key of another kid': orgToken({}, {}, viewerPair),
    'of another issuer than its key': orgToken({ iss: `${ISSUER}/viewer` }),
    'that claims a higher role than its key': orgToken({ role: 'admin' }),
    'for another audience': orgToken({ aud: 'another-service' }),
    'that has expired': orgToken({ iat: nowSeconds - 200, nbf: nowSeconds - 200, exp: nowSeconds - 80 }),
    'that is not valid yet': orgToken({ nbf: nowSeconds + 60 }),
    'issued in the future': orgToken({ iat: nowSeconds + 60, exp: nowSeconds + 120 }),
    'that lives longer than two minutes': orgToken({ exp: nowSeconds + 121 }),
    'without an expiry': orgToken({ exp: undefined }),
    'whose times are no numbers': orgToken({ iat: 'now' }),
    'of another org': orgToken({ org_id: '00D000000000002EAA' }),
    'of a key of another org': orgToken({ org_id: '00D000000000002EAA' }, { kid: 'other-org' }, otherOrgPair),
    'of another environment': orgToken({ environment: 'production' }),
    'whose subject is no user': orgToken({ sub: RECORD_LIKE }),
    'that was changed': orgToken().replace(/.{6}$/, 'AAAAAA'),
    'that is cut off': orgToken().split('.').slice(0, 2).join('.'),
  }
  test.each(Object.entries(wrong))('%s is refused', async (_what, token) => {
    const answer = await getOverview(token)
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="doclift"')
    expect(answer.json()).toMatchObject({ code: 'api.unauthorised' })
  })

  test('is refused while the database is bound to no org', async () => {
    const unbound = memoryServices({ orgTokenKeys: KEYS })
    const unboundApp = await openApp({
      ...unbound,
      tracking: { ...unbound.tracking, readBinding: async () => undefined },
    })
    const answer = await unboundApp.inject({ url: '/v1/overview', headers: bearer(orgToken()) })
    expect(answer.statusCode).toBe(401)
    await unboundApp.close()
  })
})

interface DocumentedRoute {
  method: 'get' | 'post'
  path: string
  role: Role | 'public'
}

describe('every route', () => {
  const ID = '00000000-0000-7000-8000-000000000000'

  function routes(): DocumentedRoute[] {
    const document = app.swagger() as unknown as {
      paths: Record<string, Record<string, { 'x-role': Role | 'public' }>>
    }
    return Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { 'x-role': role }]) => ({
        method: method as 'get' | 'post',
        path: path.replace('{id}', ID),
        role,
      })),
    )
  }
  function call({ method, path }: DocumentedRoute, headers: Record<string, string>) {
    return app.inject({ method: method === 'get' ? 'GET' : 'POST', url: path, headers })
  }
  const isProtected = ({ role }: DocumentedRoute) => role !== 'public'

  test('outside of health, metrics on loopback and the document needs a token', async () => {
    const open = routes().filter((route) => !isProtected(route))
    expect(open.map(({ path }) => path).sort()).toEqual(['/healthz', '/metrics', '/openapi.json', '/readyz'])
    for (const route of routes().filter(isProtected)) {
      expect([route.path, (await call(route, {})).statusCode]).toEqual([route.path, 401])
      expect([route.path, (await call(route, bearer('doclift_wrong'))).statusCode]).toEqual([route.path, 401])
    }
  })

  test('refuses a role that is too low, and no other', async () => {
    for (const route of routes().filter(isProtected)) {
      for (const role of ROLES) {
        const { statusCode } = await call(route, as(role))
        expect([route.path, role, statusCode === 403]).toEqual([route.path, role, !hasRole(role, route.role as Role)])
      }
    }
  })

  test('that changes something needs more than a viewer', () => {
    const mutations = routes().filter(({ method }) => method === 'post')
    expect(mutations).toHaveLength(5)
    expect(mutations.filter(({ role }) => role === 'viewer' || role === 'public')).toEqual([])
  })
})
