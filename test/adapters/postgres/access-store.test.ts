import { expect, test } from 'vitest'
import { ACTOR, at, type Ledger, nextId, openLedger } from './ledger.ts'

const hashHex = 'e'.repeat(64)

async function createToken(ledger: Ledger, hash = hashHex) {
  const token = {
    id: nextId(),
    name: 'nightly job',
    role: 'operator',
    createdBy: ACTOR.id,
    createdAt: at(0).toISOString(),
    expiresAt: at(100).toISOString(),
  } as const
  await ledger.createToken({ ...token, hashHex: hash })
  return token
}

test('a token is found by its hash until it expires', async () => {
  const ledger = await openLedger()
  const token = await createToken(ledger)
  expect(await ledger.findToken(hashHex, at(99))).toEqual(token)
  expect(await ledger.findToken(hashHex, at(100))).toBeUndefined()
  expect(await ledger.findToken('f'.repeat(64), at(1))).toBeUndefined()
})

test('a revoked token is not found', async () => {
  const ledger = await openLedger()
  await createToken(ledger)
  await ledger.sql('update tokens set revoked_at = now()')
  expect(await ledger.findToken(hashHex, at(1))).toBeUndefined()
})

test('creating a token is audited without its hash', async () => {
  const ledger = await openLedger()
  const token = await createToken(ledger)
  const [audit] = await ledger.sql('select action, actor_id, subject, detail from audit_entries')
  expect(audit).toEqual({
    action: 'token.created',
    actor_id: ACTOR.id,
    subject: token.id,
    detail: { name: 'nightly job', role: 'operator', expiresAt: token.expiresAt },
  })
})

test('an audit entry keeps what was done, by whom, on what and when', async () => {
  const ledger = await openLedger()
  await ledger.appendAudit({
    at: at(1),
    actorId: 'user:005Kx',
    action: 'login.refused',
    subject: 'x',
    detail: { n: 1 },
  })
  const [audit] = await ledger.sql('select at = ? as is_then, actor_id, action, detail from audit_entries', [at(1)])
  expect(audit).toEqual({ is_then: true, actor_id: 'user:005Kx', action: 'login.refused', detail: { n: 1 } })
})

test('tokens are listed oldest first, page after page, without their hashes', async () => {
  const ledger = await openLedger()
  const created = []
  for (const hash of ['a', 'b', 'c']) created.push(await createToken(ledger, hash.repeat(64)))
  const first = await ledger.listTokens({ limit: 2 })
  expect(first.items).toEqual(created.slice(0, 2).map((token) => ({ ...token, revokedAt: null })))
  expect(first.nextCursor).toBe(created[1]?.id)
  const second = await ledger.listTokens({ limit: 2, after: first.nextCursor ?? '' })
  expect(second).toEqual({ items: [{ ...created[2], revokedAt: null }], nextCursor: null })
  expect(await ledger.getToken(created[2]?.id ?? '')).toEqual(second.items[0])
  expect(await ledger.getToken(nextId())).toBeUndefined()
})

test('revoking holds for good, is audited once with who did it, and an unknown token is told from it', async () => {
  const ledger = await openLedger()
  const { id } = await createToken(ledger)
  const other = await createToken(ledger, 'a'.repeat(64))
  const twins = await Promise.all([1, 2].map((n) => ledger.revokeToken(id, `user:${n}`, at(n))))
  expect(twins).toEqual([true, true])
  expect(await ledger.revokeToken(id, 'user:3', at(3))).toBe(true)
  expect(await ledger.revokeToken(nextId(), 'user:3', at(3))).toBe(false)
  expect(await ledger.findToken(hashHex, at(4))).toBeUndefined()
  expect((await ledger.getToken(other.id))?.revokedAt).toBeNull()
  const audit = await ledger.sql("select subject, actor_id, detail from audit_entries where action = 'token.revoked'")
  const detail = { name: 'nightly job', role: 'operator' }
  expect(audit).toEqual([{ subject: id, actor_id: expect.stringMatching(/^user:[12]$/), detail }])
  const revokedAt = (await ledger.getToken(id))?.revokedAt
  expect([at(1).toISOString(), at(2).toISOString()]).toContain(revokedAt)
})

test('the first use of a token of the org is kept, and uses of expired tokens go with the next one', async () => {
  const ledger = await openLedger()
  const use = (hash: string, second: number) => ({ hashHex: hash.repeat(64), at: at(second), expiresAt: at(60) })
  expect(await ledger.noteOrgTokenUse(use('a', 1))).toEqual(at(1))
  expect(await ledger.noteOrgTokenUse(use('a', 9))).toEqual(at(1))
  expect(await ledger.noteOrgTokenUse(use('b', 60))).toEqual(at(60))
  expect(await ledger.sql('select hash_hex from used_org_tokens')).toHaveLength(2)
  await ledger.noteOrgTokenUse({ hashHex: 'c'.repeat(64), at: at(61), expiresAt: at(121) })
  expect(await ledger.sql('select hash_hex from used_org_tokens')).toEqual([{ hash_hex: 'c'.repeat(64) }])
})

test('one first use comes out of many at the same moment', async () => {
  const ledger = await openLedger()
  const uses = Array.from({ length: 12 }, (_, n) => ({ hashHex, at: at(n), expiresAt: at(60) }))
  const firsts = await Promise.all(uses.map((use) => ledger.noteOrgTokenUse(use)))
  expect(new Set(firsts.map((first) => first.getTime())).size).toBe(1)
})
