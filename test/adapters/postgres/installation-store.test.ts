import { expect, test } from 'vitest'
import { ACTOR, at, openLedger, recordId } from './ledger.ts'

const sandbox = { orgId: recordId(1), environment: 'sandbox' } as const
const production = { orgId: recordId(2), environment: 'production' } as const

test('an unbound database has no binding', async () => {
  const ledger = await openLedger()
  expect(await ledger.readBinding()).toBeUndefined()
})

test('invariant 13: a bound database stays bound, and says to what', async () => {
  const ledger = await openLedger()
  expect(await ledger.bind(sandbox, ACTOR.id, at(0))).toEqual(sandbox)
  expect(await ledger.bind(production, ACTOR.id, at(1))).toEqual(sandbox)
  expect(await ledger.readBinding()).toEqual(sandbox)
})

test('of two bindings at once one holds for both, and one audit entry tells of it', async () => {
  const ledger = await openLedger()
  const bindings = [sandbox, production].map((binding) => ledger.bind(binding, ACTOR.id, at(0)))
  const [first, second] = await Promise.all(bindings)
  expect(first).toEqual(second)
  const audit = await ledger.sql(`select subject, actor_id from audit_entries where action = 'installation.bound'`)
  expect(audit).toEqual([{ subject: first?.orgId, actor_id: ACTOR.id }])
})
