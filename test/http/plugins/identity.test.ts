import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PermanentError } from '../../../server/domain/errors.ts'
import { hasRole, ROLES, type Role } from '../../../server/domain/run/run.ts'
import type { App } from '../../../server/http/app.ts'
import type { OrgToken, OrgTokenKey } from '../../../server/operations/authenticate.ts'
import { hashToken } from '../../../server/operations/create-token.ts'
import { memoryServices, NOW, ORG_ID } from '../memory-services.ts'
import { as, bearer, openApp, post } from '../requests.ts'

const ISSUER = 'https://example.my.salesforce.com'
const USER_ID = '005000000000001AAA'
const RECORD_LIKE = 'a01000000000001AAA'
const OTHER_ORG_ID = '00D000000000002EAA'
const operatorPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const nextOperatorPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const viewerPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const otherOrgPair = generateKeyPairSync('rsa', { modulusLength: 2048 })

function orgKey(kid: string, role: Role, pair: typeof operatorPair, overrides: Partial<OrgTokenKey> = {}): OrgTokenKey {
  const publicKeyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return { kid, issuer: ISSUER, publicKeyPem, role, orgId: ORG_ID, environment: 'sandbox', ...overrides }
}

const KEYS = [
  orgKey('operator-1', 'operator', operatorPair),
  orgKey('operator-2', 'operator', nextOperatorPair),
  orgKey('viewer-1', 'viewer', viewerPair, { issuer: `${ISSUER}/viewer` }),
  orgKey('other-org', 'operator', otherOrgPair, { orgId: OTHER_ORG_ID }),
]

const OPEN_PATHS = ['/healthz', '/metrics', '/openapi.json', '/readyz', '/v1/downloads/{token}']
/** It makes a link to what a viewer may read anyway, and changes nothing. */
const POSTS_OF_VIEWERS = ['/v1/downloads']

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

/** Signed by the right key, with an algorithm that External Credentials know too. */
function rs512Token(): string {
  const input = `${encode({ alg: 'RS512', kid: 'operator-1' })}.${encode(CLAIMS)}`
  return `${input}.${sign('sha512', Buffer.from(input), operatorPair.privateKey).toString('base64url')}`
}

let app: App
/** Acts that were to be admitted, and what came of it. */
const admissions: [Role, OrgToken][] = []
let admission: () => Promise<void>
const services = memoryServices({
  orgTokenKeys: KEYS,
  access: {
    admitOrgAct: (role, token) => {
      admissions.push([role, token])
      return admission()
    },
    nameOf: async () => null,
    listTokens: async () => ({ items: [], nextCursor: null }),
    revokeToken: async () => {},
  },
})
beforeAll(async () => {
  app = await openApp(services)
})
afterAll(() => app.close())
beforeEach(() => {
  admissions.length = 0
  admission = () => Promise.resolve()
})

/** Failures count by address, so tests that fail on purpose come from addresses of their own. */
function getOverview(token: string, remoteAddress = '127.0.0.1') {
  return app.inject({ url: '/v1/overview', headers: bearer(token), remoteAddress })
}

describe('a token of the org', () => {
  const backUp = { operation: 'back_up', scope: { kind: 'everything' } }
  const postRun = (token: string) => app.inject(post('/v1/runs', { ...bearer(token), 'idempotency-key': 'k' }, backUp))

  test('lets its user in with the role of its key', async () => {
    const answer = await postRun(orgToken())
    expect(answer.statusCode).toBe(202)
    expect(answer.json()).toMatchObject({ createdBy: `user:${USER_ID}` })
  })

  test('is asked more of for an act, and not for reading', async () => {
    const token = orgToken()
    await getOverview(token)
    expect(admissions).toEqual([])
    await postRun(token)
    const expiresAt = new Date(CLAIMS.exp * 1_000)
    expect(admissions).toEqual([['operator', { hashHex: hashToken(token), userId: USER_ID, expiresAt }]])
  })

  test.each([
    ['api.user-not-confirmed', 403],
    ['api.token-used', 401],
  ])('starts no act when that is refused with %s', async (code, status) => {
    admission = () => Promise.reject(new PermanentError(code, 'No.'))
    const before = services.runs.length
    expect((await postRun(orgToken())).json()).toMatchObject({ code, status })
    expect(services.runs).toHaveLength(before)
  })

  test('of too low a role is refused before the org is asked about its user', async () => {
    const token = orgToken({ iss: `${ISSUER}/viewer`, role: 'viewer' }, { kid: 'viewer-1' }, viewerPair)
    expect((await postRun(token)).json()).toMatchObject({ code: 'api.forbidden' })
    expect(admissions).toEqual([])
  })

  test('may be a few seconds early or late', async () => {
    const late = { iat: nowSeconds - 123, nbf: nowSeconds - 123, exp: nowSeconds - 3 }
    const early = { iat: nowSeconds + 3, nbf: nowSeconds + 3, exp: nowSeconds + 120 }
    expect((await getOverview(orgToken(late))).statusCode).toBe(200)
    expect((await getOverview(orgToken(early))).statusCode).toBe(200)
  })

  test('may have ids of 15 characters, as formulas in the org give them', async () => {
    const token = orgToken({ sub: USER_ID.slice(0, 15), org_id: ORG_ID.slice(0, 15) })
    expect((await postRun(token)).json()).toMatchObject({ createdBy: `user:${USER_ID}` })
  })

  test('is accepted of the old and of the new key while one replaces the other', async () => {
    expect((await getOverview(orgToken())).statusCode).toBe(200)
    expect((await getOverview(orgToken({}, { kid: 'operator-2' }, nextOperatorPair))).statusCode).toBe(200)
  })

  const wrong: Record<string, string> = {
    'without a signature': unsignedToken(),
    'signed with the public key as a secret': confusedToken(),
    'of an unknown kid': orgToken({}, { kid: 'unknown' }),
    'without a kid': orgToken({}, { kid: undefined }),
    'signed with the key of another kid': orgToken({}, {}, viewerPair),
    'of the old kid signed with the key that replaces it': orgToken({}, {}, nextOperatorPair),
    'of the new kid signed with the key it replaces': orgToken({}, { kid: 'operator-2' }, operatorPair),
    'signed with RS512, which no key is for': rs512Token(),
    'of another issuer than its key': orgToken({ iss: `${ISSUER}/viewer` }),
    'that claims a higher role than its key': orgToken({ role: 'admin' }),
    'for another audience': orgToken({ aud: 'another-service' }),
    'that has expired': orgToken({ iat: nowSeconds - 200, nbf: nowSeconds - 200, exp: nowSeconds - 80 }),
    'that is not valid yet': orgToken({ nbf: nowSeconds + 60 }),
    'issued in the future': orgToken({ iat: nowSeconds + 60, exp: nowSeconds + 120 }),
    'that lives longer than two minutes': orgToken({ exp: nowSeconds + 121 }),
    'whose times are no numbers': orgToken({ iat: 'now' }),
    'of another org': orgToken({ org_id: OTHER_ORG_ID }),
    'of a key of another org': orgToken({ org_id: OTHER_ORG_ID }, { kid: 'other-org' }, otherOrgPair),
    'of another environment': orgToken({ environment: 'production' }),
    'whose org id is damaged': orgToken({ org_id: `${ORG_ID.slice(0, 15)}ZZZ` }),
    'whose subject is no user': orgToken({ sub: RECORD_LIKE }),
    'that was changed': orgToken().replace(/.{6}$/, 'AAAAAA'),
    'that is cut off': orgToken().split('.').slice(0, 2).join('.'),
    ...Object.fromEntries(Object.keys(CLAIMS).map((claim) => [`without ${claim}`, orgToken({ [claim]: undefined })])),
  }
  const cases = Object.entries(wrong).map(([what, token], index) => ({ what, token, address: `10.0.0.${index}` }))
  test.each(cases)('$what is refused', async ({ token, address }) => {
    const answer = await getOverview(token, address)
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
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  role: Role | 'public'
}

describe('every route', () => {
  const fillIn = (path: string) => path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000')

  function routes(): DocumentedRoute[] {
    const document = app.swagger() as unknown as {
      paths: Record<string, Record<string, { 'x-role': Role | 'public' }>>
    }
    return Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { 'x-role': role }]) => ({
        method: method.toUpperCase() as DocumentedRoute['method'],
        path: fillIn(path),
        role,
      })),
    )
  }
  function call({ method, path }: DocumentedRoute, headers: Record<string, string>, remoteAddress = '127.0.0.1') {
    return app.inject({ method, url: path, headers, remoteAddress })
  }
  const isProtected = ({ role }: DocumentedRoute) => role !== 'public'

  test('needs a token, but for health, metrics on loopback, the document and signed links', async () => {
    const open = routes().filter((route) => !isProtected(route))
    expect(open.map(({ path }) => path).sort()).toEqual(OPEN_PATHS.map(fillIn))
    for (const [index, route] of routes().filter(isProtected).entries()) {
      const address = `10.0.1.${index}`
      expect([route.path, (await call(route, {}, address)).statusCode]).toEqual([route.path, 401])
      expect([route.path, (await call(route, bearer('doclift_wrong'), address)).statusCode]).toEqual([route.path, 401])
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
    const acts = routes().filter(({ method }) => method !== 'GET')
    expect(acts.length).toBeGreaterThan(0)
    const low = acts.filter(({ role }) => role === 'viewer' || role === 'public')
    expect(low.map(({ path }) => path).filter((path) => !POSTS_OF_VIEWERS.includes(path))).toEqual([])
  })
})
