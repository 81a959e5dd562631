import { expect, test } from 'vitest'
import type { RunEventKind } from '../../../server/domain/run/event.ts'
import type { ClaimedDelivery, Webhook } from '../../../server/ports/tracking/webhooks.ts'
import { ACTOR, at, type Ledger, nextId, openLedger } from './ledger.ts'

const act = { actor: ACTOR, at: at(0) }
const SECRET_PATH = 'https://n8n.example/webhook/5ec2e7'
const REFUSED = { status: 500, code: 'webhook.refused', durationMs: 5, pausesWebhook: false } as const
const FAILED = { ...REFUSED, state: 'pending', waitMs: 5_000 } as const
const DELIVERED = { ...REFUSED, status: 200, code: null, state: 'delivered', waitMs: null } as const

function bind(key: string, bodyHash = 'h') {
  return { ...act, idempotency: { subject: 'token:1', route: 'POST /x', key, bodyHash } }
}

async function add(ledger: Ledger, events: RunEventKind[] = ['run.created']): Promise<Webhook> {
  const wanted = { id: nextId(), url: SECRET_PATH, events, description: null }
  return (await ledger.addWebhook(wanted, act)).webhook
}

function claim(ledger: Ledger, options: Partial<Parameters<Ledger['claimDeliveries']>[0]> = {}) {
  return ledger.claimDeliveries({ limit: 10, leaseMs: 30_000, except: [], ...options })
}

async function claimOne(ledger: Ledger): Promise<ClaimedDelivery> {
  const [claimed] = await claim(ledger)
  if (!claimed) throw new Error('Nothing is due.')
  return claimed
}

async function logOf(ledger: Ledger, { id }: Webhook) {
  return (await ledger.listDeliveries(id, { limit: 100 })).items
}

/** Makes everything that waits due, as time would. */
async function letTimePass(ledger: Ledger): Promise<void> {
  await ledger.sql(`update webhook_deliveries set next_attempt_at = now() where state = 'pending'`)
}

test('an event is queued for every webhook that wants its kind, in the transaction of the event', async () => {
  const ledger = await openLedger()
  const [created, ended] = [await add(ledger), await add(ledger, ['run.ended'])]
  const run = await ledger.create('inventory')
  expect(await logOf(ledger, created)).toMatchObject([{ event: 'run.created', runId: run.id, state: 'pending' }])
  expect(await logOf(ledger, ended)).toEqual([])
  await ledger.endRun(run.id, 'succeeded', at(1))
  expect(await logOf(ledger, ended)).toMatchObject([{ event: 'run.ended', attempts: 0, lastStatus: null }])
})

test('a webhook keeps what was asked for, and webhooks are listed page by page', async () => {
  const ledger = await openLedger()
  const [first, second] = [await add(ledger), await add(ledger, ['run.halted', 'run.ended'])]
  expect(second).toMatchObject({ url: SECRET_PATH, events: ['run.halted', 'run.ended'], secretGeneration: 1 })
  expect(await ledger.getWebhook(second.id)).toEqual(second)
  const page = await ledger.listWebhooks({ limit: 1 })
  expect(page.items).toEqual([first])
  expect((await ledger.listWebhooks({ limit: 1, after: page.nextCursor ?? '' })).items).toEqual([second])
})

test('a repeated key gets the webhook of then, and with another body it is refused', async () => {
  const ledger = await openLedger()
  const wanted = () => ({ id: nextId(), url: SECRET_PATH, events: ['run.ended'] as const, description: null })
  const twins = await Promise.all([1, 2, 3].map(() => ledger.addWebhook(wanted(), bind('k'))))
  expect(new Set(twins.map(({ webhook }) => webhook.id)).size).toBe(1)
  expect(twins.filter(({ isNew }) => isNew)).toHaveLength(1)
  const other = ledger.addWebhook(wanted(), bind('k', 'other'))
  await expect(other).rejects.toMatchObject({ code: 'api.idempotency-reused' })
})

test('the audit log tells of every act, with the host of an address and not its path', async () => {
  const ledger = await openLedger()
  const { id } = await add(ledger)
  await ledger.changeWebhook(id, { events: ['run.ended'] }, act)
  await ledger.rotateWebhookSecret(id, act)
  await ledger.addTestDelivery(id, nextId(), act)
  await ledger.settleDelivery(await claimOne(ledger), DELIVERED)
  await ledger.replayDelivery(id, (await logOf(ledger, { id } as Webhook))[0]?.id ?? '', act)
  await ledger.removeWebhook(id, act)
  const entries = await ledger.sql<{ action: string; detail: object }>(
    'select action, detail from audit_entries where subject = ? order by number',
    [id],
  )
  expect(entries.map(({ action }) => action)).toEqual([
    'webhook.added',
    'webhook.changed',
    'webhook.secret-rotated',
    'webhook.tested',
    'webhook.replayed',
    'webhook.removed',
  ])
  expect(entries[0]?.detail).toEqual({ host: 'n8n.example', events: ['run.created'] })
  expect(JSON.stringify(entries)).not.toContain('5ec2e7')
})

test('a claimed delivery is nobody else’s until its lease ends', async () => {
  const ledger = await openLedger()
  await add(ledger)
  const run = await ledger.create('inventory')
  const [first, ...none] = (await Promise.all([1, 2, 3, 4].map(() => claim(ledger)))).flat()
  expect(none).toEqual([])
  expect(first).toMatchObject({ url: SECRET_PATH, kind: 'run.created', attempts: 1, tries: 1, run: { id: run.id } })
  await letTimePass(ledger)
  expect(await claimOne(ledger)).toMatchObject({ id: first?.id, attempts: 2 })
})

test('only the oldest delivery of a webhook is claimed at once, and none of those that are busy', async () => {
  const ledger = await openLedger()
  const [busy, free] = [await add(ledger), await add(ledger)]
  const run = await ledger.create('inventory')
  await ledger.create('inventory')
  expect(await claim(ledger, { except: [busy.id] })).toMatchObject([{ webhookId: free.id, run: { id: run.id } }])
  expect(await claim(ledger, { only: busy.id })).toMatchObject([{ webhookId: busy.id, run: { id: run.id } }])
  expect(await claim(ledger, { limit: 1 })).toHaveLength(1)
})

test('a failed attempt waits, and one that is delivered or given up is never due again', async () => {
  const ledger = await openLedger()
  const webhook = await add(ledger)
  await ledger.create('inventory')
  await ledger.settleDelivery(await claimOne(ledger), FAILED)
  expect(await claim(ledger)).toEqual([])
  const [waits] = await ledger.sql<{ seconds: string }>(
    'select extract(epoch from next_attempt_at - last_attempt_at)::int as seconds from webhook_deliveries',
  )
  expect(waits).toEqual({ seconds: 5 })
  await letTimePass(ledger)
  await ledger.settleDelivery(await claimOne(ledger), { ...REFUSED, state: 'given_up', waitMs: null })
  expect(await claim(ledger)).toEqual([])
  expect(await logOf(ledger, webhook)).toMatchObject([
    { state: 'given_up', attempts: 2, lastStatus: 500, lastCode: 'webhook.refused', nextAttemptAt: null },
  ])
})

test('a worker whose lease ended cannot settle what another one claimed since', async () => {
  const ledger = await openLedger()
  const webhook = await add(ledger)
  await ledger.create('inventory')
  const late = await claimOne(ledger)
  await letTimePass(ledger)
  const present = await claimOne(ledger)
  await ledger.settleDelivery(late, FAILED)
  expect(await logOf(ledger, webhook)).toMatchObject([{ lastStatus: null }])
  await ledger.settleDelivery(present, DELIVERED)
  expect(await logOf(ledger, webhook)).toMatchObject([{ state: 'delivered', lastStatus: 200 }])
})

test('a paused webhook gets nothing until it goes on, and then what happened meanwhile', async () => {
  const ledger = await openLedger()
  const { id } = await add(ledger)
  expect(await ledger.changeWebhook(id, { isPaused: true }, act)).toMatchObject({ isPaused: true })
  await ledger.create('inventory')
  expect(await claim(ledger)).toEqual([])
  await expect(ledger.addTestDelivery(id, nextId(), act)).rejects.toMatchObject({ code: 'webhook.paused' })
  await ledger.changeWebhook(id, { isPaused: false }, act)
  expect(await claim(ledger)).toHaveLength(1)
})

test('a receiver that is gone pauses its webhook, which is audited once', async () => {
  const ledger = await openLedger()
  const { id } = await add(ledger)
  await ledger.create('inventory')
  await ledger.settleDelivery(await claimOne(ledger), { ...FAILED, status: 410, pausesWebhook: true })
  expect(await ledger.getWebhook(id)).toMatchObject({ isPaused: true })
  const entries = await ledger.sql(`select actor_id, action from audit_entries where detail ->> 'status' = '410'`)
  expect(entries).toEqual([{ actor_id: 'doclift', action: 'webhook.changed' }])
})

test('a removed webhook is unknown, gets nothing more, and what waited is given up', async () => {
  const ledger = await openLedger()
  const webhook = await add(ledger)
  await ledger.create('inventory')
  await ledger.removeWebhook(webhook.id, act)
  await ledger.create('inventory')
  expect(await ledger.getWebhook(webhook.id)).toBeUndefined()
  expect((await ledger.listWebhooks({ limit: 10 })).items).toEqual([])
  expect(await logOf(ledger, webhook)).toMatchObject([{ state: 'given_up' }])
  expect(await claim(ledger)).toEqual([])
  await expect(ledger.removeWebhook(webhook.id, act)).rejects.toMatchObject({ code: 'webhook.not-found' })
})

test('a settled delivery is replayed under its own id, and one that waits is not', async () => {
  const ledger = await openLedger()
  const webhook = await add(ledger)
  await ledger.create('inventory')
  const { id } = await claimOne(ledger)
  const replay = (deliveryId: string) => ledger.replayDelivery(webhook.id, deliveryId, act)
  await expect(replay(id)).rejects.toMatchObject({ code: 'webhook.delivery-pending' })
  await expect(replay(nextId())).rejects.toMatchObject({ code: 'webhook.delivery-not-found' })
  await letTimePass(ledger)
  await ledger.settleDelivery(await claimOne(ledger), DELIVERED)
  expect(await replay(id)).toMatchObject({ id, state: 'pending', attempts: 2 })
  expect(await claimOne(ledger)).toMatchObject({ id, attempts: 3, tries: 1 })
})

test('a test is a delivery without a run, done once for each key', async () => {
  const ledger = await openLedger()
  const webhook = await add(ledger, ['run.ended'])
  const tests = [1, 2].map(() => ledger.addTestDelivery(webhook.id, nextId(), bind('k')))
  const [first, second] = await Promise.all(tests)
  expect(first).toEqual(second)
  expect(await claim(ledger)).toMatchObject([{ kind: 'webhook.test', run: null }])
})

test('deliveries are listed newest first, page by page', async () => {
  const ledger = await openLedger()
  const { id } = await add(ledger)
  const runs = [await ledger.create('inventory'), await ledger.create('inventory'), await ledger.create('inventory')]
  const page = await ledger.listDeliveries(id, { limit: 2 })
  const rest = await ledger.listDeliveries(id, { limit: 2, after: page.nextCursor ?? '' })
  const listed = [...page.items, ...rest.items].map(({ runId }) => runId)
  expect(listed).toEqual(runs.map((run) => run.id).toReversed())
  expect(rest.nextCursor).toBeNull()
})
