import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PermanentError } from '../../../../server/domain/errors.ts'
import type { App } from '../../../../server/http/app.ts'
import { codesOfKind } from '../../../../server/http/error-codes.ts'
import type { ListedToken } from '../../../../server/ports/tracking/access.ts'
import { memoryServices } from '../../memory-services.ts'
import { as, openApp } from '../../requests.ts'

const idOf = (n: number) => `0197f3a0-6b1c-7c3e-9d52-00000000000${n}`
const TOKENS: ListedToken[] = [1, 2, 3].map((n) => ({
  id: idOf(n),
  name: `token ${n}`,
  role: 'operator',
  createdBy: 'cli:ops@host',
  createdAt: '2026-03-01T12:00:00.000Z',
  expiresAt: '2026-05-30T12:00:00.000Z',
  revokedAt: n === 2 ? '2026-03-02T12:00:00.000Z' : null,
}))

let app: App
let revoked: [string, string][]
beforeAll(async () => {
  const access = {
    admitOrgAct: async () => {},
    nameOf: async () => 'nightly',
    listTokens: async ({ limit, after = '' }: { limit: number; after?: string }) => {
      const rest = TOKENS.filter(({ id }) => id > after).map((token) => ({ ...token, hashHex: 'secret' }))
      const items = rest.slice(0, limit)
      return { items, nextCursor: rest.length > limit ? (items.at(-1)?.id ?? null) : null }
    },
    revokeToken: async (tokenId: string, { id }: { id: string }) => {
      if (tokenId === idOf(9)) throw new PermanentError('token.not-found', 'There is no such token.')
      revoked.push([tokenId, id])
    },
  }
  app = await openApp(memoryServices({ access }))
})
beforeEach(() => {
  revoked = []
})
afterAll(() => app.close())

function list(query = '') {
  return app.inject({ url: `/v1/tokens${query}`, headers: as('admin') })
}

function revoke(id: string) {
  return app.inject({ method: 'DELETE', url: `/v1/tokens/${id}`, headers: as('admin') })
}

describe('the list of tokens', () => {
  test('shows all but what could open anything', async () => {
    const answer = await list()
    expect(answer.json()).toEqual({ items: TOKENS, nextCursor: null })
    expect(answer.body).not.toContain('secret')
  })

  test('is paged, and takes no cursor of another list', async () => {
    const first = (await list('?limit=2')).json()
    expect(first.items).toEqual(TOKENS.slice(0, 2))
    expect((await list(`?limit=2&cursor=${first.nextCursor}`)).json()).toEqual({
      items: TOKENS.slice(2),
      nextCursor: null,
    })
    const ofRuns = Buffer.from(JSON.stringify(['runs', '1'])).toString('base64url')
    expect((await list(`?cursor=${ofRuns}`)).json()).toMatchObject({ code: 'api.malformed-cursor' })
    expect((await list('?limit=201')).statusCode).toBe(400)
  })
})

describe('revoking a token', () => {
  test('answers without a body and names who did it', async () => {
    const answer = await revoke(idOf(1))
    expect([answer.statusCode, answer.body]).toEqual([204, ''])
    expect(revoked).toEqual([[idOf(1), 'token:id-of-admin']])
  })

  test('that does not exist is 404', async () => {
    expect((await revoke(idOf(9))).json()).toMatchObject({ status: 404, code: 'token.not-found' })
  })

  test('by something that is no id is refused before anything is looked up', async () => {
    expect((await revoke('doclift_secret')).json()).toMatchObject({ status: 400, code: 'api.invalid-request' })
    expect(revoked).toEqual([])
  })
})

test('a token cannot be created here, and the document says where', async () => {
  const answer = await app.inject({ method: 'POST', url: '/v1/tokens', headers: as('admin'), payload: {} })
  expect([404, 405]).toContain(answer.statusCode)
  const { paths } = app.swagger() as unknown as { paths: Record<string, Record<string, { description?: string }>> }
  expect(Object.keys(paths['/v1/tokens'] ?? {})).toEqual(['get'])
  expect(paths['/v1/tokens']?.get?.description).toContain('doclift token create')
})

test('whoami says who calls, with all roles that the role includes', async () => {
  const answer = await app.inject({ url: '/v1/whoami', headers: as('approver') })
  expect(answer.json()).toEqual({
    actorId: 'token:id-of-approver',
    kind: 'token',
    name: 'nightly',
    role: 'approver',
    roles: ['viewer', 'operator', 'approver'],
    organisationId: '00D000000000001EAA',
    environment: 'sandbox',
    profile: 'testing',
    testMode: null,
  })
})

test('every route that needs a token documents 429, and no other does', async () => {
  const document: {
    paths: Record<string, Record<string, { 'x-role': string; responses: object }>>
  } = (await app.inject('/openapi.json')).json()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { 'x-role': role, responses }] of Object.entries(methods)) {
      expect([method, path, '429' in responses]).toEqual([method, path, role !== 'public'])
    }
  }
})

test('what the org may say of its user is documented for acts alone', () => {
  const kind = { isPublic: false, isMutation: true, takesInput: true, isPaged: false, isIdempotent: true }
  const ofTheOrg = ['api.token-used', 'api.user-not-confirmed', 'api.org-not-asked']
  expect(codesOfKind(kind)).toEqual(expect.arrayContaining(ofTheOrg))
  const others = [...codesOfKind({ ...kind, isMutation: false }), ...codesOfKind({ ...kind, isPublic: true })]
  expect(others.filter((code) => ofTheOrg.includes(code))).toEqual([])
})
