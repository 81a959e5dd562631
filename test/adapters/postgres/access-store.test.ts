import { expect, test } from 'vitest'
import { ACTOR, at, type Ledger, nextId, openLedger } from './ledger.ts'

const hashHex = 'e'.repeat(64)

async function createToken(ledger: Ledger) {
  const token = {
    id: nextId(),
    name: 'nightly job',
    role: 'operator',
    createdBy: ACTOR.id,
    createdAt: at(0).toISOString(),
    expiresAt: at(100).toISOString(),
  } as const
  await ledger.createToken({ ...token, hashHex })
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
