import { expect, test } from 'vitest'
import { type AuthenticatePorts, authenticate, type OrgTokenKey } from '../../server/operations/authenticate.ts'
import { hashToken } from '../../server/operations/create-token.ts'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const TOKEN = 'doclift_known'

const KEY: OrgTokenKey = {
  kid: 'k',
  issuer: 'https://org.example',
  publicKeyPem: 'pem',
  role: 'operator',
  orgId: '00D000000000001EAA',
  environment: 'sandbox',
}
const CLAIMS = {
  iss: KEY.issuer,
  sub: '005000000000001AAA',
  iat: 1_000,
  nbf: 1_000,
  exp: 1_120,
  role: 'operator',
  org_id: KEY.orgId,
  environment: 'sandbox',
}

function openPorts(overrides: Partial<AuthenticatePorts> = {}): AuthenticatePorts {
  const stored = { id: 't1', name: 'n', role: 'viewer' as const, createdBy: 'x', createdAt: '', expiresAt: '' }
  return {
    tracking: {
      findToken: async (hashHex, at) => (hashHex === hashToken(TOKEN) && at === NOW ? stored : undefined),
    },
    clock: { now: () => NOW, sleep: async () => {} },
    readBinding: async () => ({ orgId: KEY.orgId, environment: 'sandbox' }),
    verifyOrgToken: () => ({ key: KEY, claims: CLAIMS }),
    ...overrides,
  }
}

test('an automation token is looked up by its hash and the present time', async () => {
  expect(await authenticate(openPorts(), TOKEN)).toEqual({ actor: { id: 'token:t1', role: 'viewer' } })
  await expect(authenticate(openPorts(), 'doclift_unknown')).rejects.toMatchObject({ code: 'api.unauthorised' })
})

test('a token of the org gives its user the role of the key', async () => {
  expect(await authenticate(openPorts(), 'a.b.c')).toEqual({
    actor: { id: 'user:005000000000001AAA', role: 'operator' },
    orgToken: { hashHex: hashToken('a.b.c'), userId: CLAIMS.sub, expiresAt: new Date(CLAIMS.exp * 1_000) },
  })
})

test('ids of 15 characters, as formulas in the org give them, mean the same user and org', async () => {
  const claims = { ...CLAIMS, sub: CLAIMS.sub.slice(0, 15), org_id: CLAIMS.org_id.slice(0, 15) }
  const caller = await authenticate(openPorts({ verifyOrgToken: () => ({ key: KEY, claims }) }), 'a.b.c')
  expect(caller.actor.id).toBe('user:005000000000001AAA')
})

test.each([
  { iss: 'https://other.example' },
  { role: 'admin' },
  { environment: 'production' },
  { org_id: '00D000000000002EAA' },
  { sub: 'somebody' },
  { sub: '001000000000001AAA' },
  { sub: '005000000000001ZZZ' },
  { exp: 1_121 },
])('a token of the org that says %j is refused', async (change) => {
  const ports = openPorts({ verifyOrgToken: () => ({ key: KEY, claims: { ...CLAIMS, ...change } }) })
  await expect(authenticate(ports, 'a.b.c')).rejects.toMatchObject({ code: 'api.unauthorised' })
})

test('a token of the org is refused while the database is bound to none, or to another org', async () => {
  for (const binding of [undefined, { orgId: '00D000000000002EAA', environment: 'sandbox' as const }]) {
    const ports = openPorts({ readBinding: async () => binding })
    await expect(authenticate(ports, 'a.b.c')).rejects.toMatchObject({ code: 'api.unauthorised' })
  }
})

test('a database that does not answer is not taken for a wrong token', async () => {
  const gone = Object.assign(new Error('gone'), { code: 'database.unavailable' })
  const ports = openPorts({ tracking: { findToken: () => Promise.reject(gone) } })
  await expect(authenticate(ports, TOKEN)).rejects.toBe(gone)
})
