import { expect, test } from 'vitest'
import {
  ACTOR,
  accountId,
  at,
  entries,
  entry,
  type Ledger,
  newUrl,
  nextId,
  openLedger,
  planItem,
  recordId,
} from './ledger.ts'

const hashOf = (n: number) => String(n).padStart(64, '0')

function link(n: number, generation = 0) {
  return { tokenSha256: hashOf(n), recordId: recordId(n), generation, kid: 'k1' }
}

async function generationOf(ledger: Ledger, n: number): Promise<number | undefined> {
  return (await ledger.findLink(hashOf(n)))?.presentGeneration
}

function act(seconds: number) {
  return { id: nextId(), actor: ACTOR, at: at(seconds), idempotency: undefined }
}

test('a link is found by its digest alone, and stored once however often it is made', async () => {
  const ledger = await openLedger()
  await ledger.saveLinks([link(1), link(2)])
  await ledger.saveLinks([link(1)])
  await ledger.saveLinks([])
  expect(await ledger.findLink(hashOf(1))).toEqual({
    recordId: recordId(1),
    generation: 0,
    kid: 'k1',
    presentGeneration: 0,
  })
  expect(await ledger.findLink(hashOf(9))).toBeUndefined()
  expect(await ledger.sql('select token_sha256 from links')).toHaveLength(2)
})

test('a revocation raises the generation of its records and of no others, and is audited', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(30))
  await ledger.saveLinks([link(1), link(2), link(11)])
  expect(await ledger.revokeLinks({ kind: 'record', recordId: recordId(1) }, act(1))).toBe(1)
  expect(await ledger.revokeLinks({ kind: 'account', accountId: accountId(0) }, act(2))).toBe(10)
  const raised = await Promise.all([1, 2, 11].map((n) => generationOf(ledger, n)))
  expect(raised).toEqual([2, 1, 0])
  expect(await ledger.revokeLinks({ kind: 'everything' }, act(3))).toBe(30)
  expect(await Promise.all([1, 2, 11].map((n) => generationOf(ledger, n)))).toEqual([3, 2, 1])
  const audit = await ledger.sql(`select actor_id, subject, detail from audit_entries where action = 'links.revoked'`)
  expect(audit).toEqual([
    { actor_id: ACTOR.id, subject: recordId(1), detail: { of: 'record', records: 1 } },
    { actor_id: ACTOR.id, subject: accountId(0), detail: { of: 'account', records: 10 } },
    { actor_id: ACTOR.id, subject: 'everything', detail: { of: 'everything', records: 30 } },
  ])
})

test('a record that moves to another Account never comes back to a generation it had', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1), entry(11)])
  await ledger.saveLinks([link(1)])
  await ledger.revokeLinks({ kind: 'account', accountId: accountId(0) }, act(1))
  const moved = { accountId: accountId(1), systemModstamp: at(5).toISOString() }
  await ledger.discover([entry(1, moved)])
  expect(await generationOf(ledger, 1)).toBe(1)
  await ledger.revokeLinks({ kind: 'account', accountId: accountId(1) }, act(2))
  expect(await generationOf(ledger, 1)).toBe(2)
})

test('the same key revokes once, and what is unknown is told as such', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.saveLinks([link(1)])
  const idempotency = { subject: 'token:1', route: 'POST /v1/links/revoke', key: 'once', bodyHash: 'b' }
  for (let n = 0; n < 2; n += 1) {
    expect(await ledger.revokeLinks({ kind: 'everything' }, { ...act(n), idempotency })).toBe(1)
  }
  expect(await generationOf(ledger, 1)).toBe(1)
  const unknownRecord = ledger.revokeLinks({ kind: 'record', recordId: recordId(9) }, act(3))
  await expect(unknownRecord).rejects.toMatchObject({ code: 'record.not-found' })
  const unknownAccount = ledger.revokeLinks({ kind: 'account', accountId: accountId(9) }, act(4))
  await expect(unknownAccount).rejects.toMatchObject({ code: 'account.not-found' })
})

test('a plan is told the generation of each record, as it stands when it is made', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1), entry(2)])
  await ledger.revokeLinks({ kind: 'everything' }, act(1))
  await ledger.revokeLinks({ kind: 'record', recordId: recordId(2) }, act(2))
  const pages = await Array.fromAsync(ledger.switchCandidates({ kind: 'everything' }, 10))
  expect(pages.flat().map((candidate) => candidate.linkGeneration)).toEqual([1, 2])
})

test('a list knows whether links of its own records were revoked since it was begun', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1), entry(2)])
  const run = await ledger.plan('switch', [planItem(1, { targetUrl: newUrl(1) })])
  await ledger.revokeLinks({ kind: 'record', recordId: recordId(1) }, act(-10))
  await ledger.revokeLinks({ kind: 'record', recordId: recordId(2) }, act(10))
  expect(await ledger.hasRevokedLinks(run.id)).toBe(false)
  await ledger.revokeLinks({ kind: 'record', recordId: recordId(1) }, act(11))
  expect(await ledger.hasRevokedLinks(run.id)).toBe(true)
  const later = await ledger.plan('switch', [planItem(2, { targetUrl: newUrl(2) })])
  await ledger.sql(`update runs set created_at = ? where id = ?`, [at(20), later.id])
  expect(await ledger.hasRevokedLinks(later.id)).toBe(false)
  await ledger.revokeLinks({ kind: 'everything' }, act(21))
  expect(await ledger.hasRevokedLinks(later.id)).toBe(true)
})

test('a link is found through indexes alone', async () => {
  const ledger = await openLedger()
  const many = Array.from({ length: 20_000 }, (_, n) => link(n))
  await ledger.saveLinks(many)
  await ledger.sql('analyze')
  const plan = await ledger.sql<{ 'QUERY PLAN': string }>(
    `explain select record_id from links where token_sha256 = decode('${hashOf(1)}', 'hex')`,
  )
  expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('Index Scan using links_pkey')
})

test('an item remembers how its record stood when its before-image was written, whatever came after', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1)])
  await ledger.verify(1)
  await ledger.switch(1)
  const again = await ledger.begin('switch', [
    planItem(1, { expectedUrl: newUrl(1), targetUrl: 'https://x.example/d/1' }),
  ])
  const held = await ledger.claim(again)
  const stateBefore = async () => (await ledger.switchItems(held))[0]?.stateBefore
  expect(await stateBefore()).toBe('confirmed')
  await ledger.recordIntents(held, [recordId(1)], at(10))
  await ledger.recordSent(held, [recordId(1)], { readAt: at(10), sentAt: at(11), ingestJobId: null })
  const doubt = { outcome: 'in_doubt', code: 'switch.in-doubt', sentence: 'Lost.', urlState: 'in_doubt' } as const
  await ledger.recordOutcomes(held, [{ recordId: recordId(1), ...doubt }], at(12))
  expect(await stateBefore()).toBe('confirmed')
})

test('a rollback knows whether it restores a URL of ours or what stood there before', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1), entry(2)])
  await ledger.verify(1, 2)
  await ledger.switch(1, 2)
  const targets = [
    planItem(1, { expectedUrl: 'https://x.example/d/1', targetUrl: newUrl(1) }),
    planItem(2, { expectedUrl: newUrl(2) }),
  ]
  const rollback = await ledger.begin('roll_back', targets)
  const items = await ledger.switchItems(await ledger.claim(rollback))
  expect(items.map((item) => item.restoresOwnUrl)).toEqual([true, false])
})
