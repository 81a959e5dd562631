import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../server/adapters/clock/system-clock.ts'
import { openFileSigner } from '../../server/adapters/keys/file-signer.ts'
import { openWebhookSender } from '../../server/adapters/webhook/webhook-sender.ts'
import { RUN_EVENT_KINDS, type RunEventKind } from '../../server/domain/run/event.ts'
import { startDeliveringWebhooks } from '../../server/jobs/deliver-webhooks.ts'
import { deliverWebhook } from '../../server/operations/webhooks/deliver-webhook.ts'
import { webhookServices } from '../../server/operations/webhooks/services.ts'
import type { WebhookDelivery } from '../../server/ports/tracking/webhooks.ts'
import { ACTOR, at, nextId, openLedger, START } from '../adapters/postgres/ledger.ts'
import { isSignedWith, startReceiverForTest, type WebhookReceiver } from '../support/webhook-receiver.ts'

const BINDING = { orgId: '00D000000000001EAA', environment: 'sandbox' } as const
const SILENT = { info() {}, warn() {}, error() {} }

/** A ledger, services and a sender that reaches the given receivers; deliverers are started by the tests. */
async function openDelivery(...receivers: WebhookReceiver[]) {
  const tracking = await openLedger()
  await tracking.bind(BINDING, 'doclift', START)
  const keyFile = join(tmpdir(), `doclift-key-${randomBytes(8).toString('hex')}.pem`)
  const sender = openWebhookSender({ allowedHosts: receivers.map(({ host }) => host) })
  onTestFinished(async () => {
    await sender.close()
    await rm(keyFile, { force: true })
  })
  const ids = { next: nextId }
  const ports = { tracking, clock: systemClock, ids, signer: openFileSigner(keyFile), webhooks: sender, log: SILENT }
  const services = webhookServices({ ports })
  const add = (url: string, events: readonly RunEventKind[] = RUN_EVENT_KINDS) =>
    services.addWebhook({ url, events, description: null }, ACTOR)
  const start = () => {
    const deliverer = startDeliveringWebhooks({ ports })
    onTestFinished(() => deliverer.stop(0))
    return deliverer
  }
  /** The one delivery of a webhook once it is as it should be. */
  const untilDelivery = async (webhookId: string, isAsWanted: (delivery: WebhookDelivery) => boolean) => {
    for (;;) {
      const [delivery] = (await services.listDeliveries(webhookId, { limit: 1 })).items
      if (delivery && isAsWanted(delivery)) return delivery
      await wait(20)
    }
  }
  const letTimePass = () =>
    tracking.sql(`update webhook_deliveries set next_attempt_at = now() where state = 'pending'`)
  return { tracking, ports, services, add, start, untilDelivery, letTimePass }
}

const isSettled = ({ state }: WebhookDelivery) => state !== 'pending'
const wasTried = ({ lastStatus, lastCode }: WebhookDelivery) => lastStatus !== null || lastCode !== null

test('an event arrives as signed JSON that says what happened to which run', async () => {
  const receiver = await startReceiverForTest()
  const { tracking, add, start } = await openDelivery(receiver)
  const { secret } = await add(receiver.url, ['run.ended'])
  start()
  const run = await tracking.create('inventory')
  await tracking.endRun(run.id, 'failed', at(1), { code: 'x.y', sentence: 'It went wrong.' })
  await receiver.untilReceived(1)
  const [delivery] = receiver.received
  expect(delivery && isSignedWith(secret, delivery)).toBe(true)
  expect(delivery?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Doclift' })
  const { id, type, run: told, installation } = JSON.parse(delivery?.body ?? '')
  expect([id, type, installation]).toEqual([delivery?.headers['webhook-id'], 'run.ended', BINDING])
  expect(told).toEqual({
    id: run.id,
    number: run.number,
    operation: 'inventory',
    state: 'failed',
    isDryRun: false,
    stopCode: 'x.y',
    stopSentence: 'It went wrong.',
  })
})

test('a receiver that is switched off gets the same delivery later, under the same id', async () => {
  const receiver = await startReceiverForTest()
  const { tracking, add, start, untilDelivery, letTimePass } = await openDelivery(receiver)
  const { id, secret } = await add(receiver.url, ['run.created'])
  receiver.is = 'inactive'
  start()
  await tracking.create('inventory')
  expect(await untilDelivery(id, wasTried)).toMatchObject({ state: 'pending', lastStatus: 404, attempts: 1 })
  receiver.is = 'active'
  await letTimePass()
  expect(await untilDelivery(id, isSettled)).toMatchObject({ state: 'delivered', lastStatus: 200, lastCode: null })
  const [first, second] = receiver.received
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  expect(second?.body).toBe(first?.body)
  expect(second && isSignedWith(secret, second)).toBe(true)
})

test('a delivery that fails each time is given up after the seventh try', async () => {
  const receiver = await startReceiverForTest()
  const { tracking, ports, add, untilDelivery, letTimePass } = await openDelivery(receiver)
  const { id } = await add(receiver.url, ['run.created'])
  receiver.is = 'failing'
  await tracking.create('inventory')
  const signal = new AbortController().signal
  for (let tries = 1; tries <= 7; tries += 1) {
    await letTimePass()
    const [claimed] = await tracking.claimDeliveries({ limit: 1, leaseMs: 30_000, except: [] })
    if (claimed) await deliverWebhook(ports, claimed, signal)
  }
  expect(await untilDelivery(id, isSettled)).toMatchObject({ state: 'given_up', attempts: 7, lastStatus: 500 })
  expect(receiver.received).toHaveLength(7)
})

test('a wait that the receiver asks for is kept', async () => {
  const receiver = await startReceiverForTest()
  const { tracking, add, start, untilDelivery } = await openDelivery(receiver)
  const { id } = await add(receiver.url, ['run.created'])
  receiver.is = 'busy'
  start()
  await tracking.create('inventory')
  const { lastAttemptAt, nextAttemptAt } = await untilDelivery(id, wasTried)
  expect(Date.parse(nextAttemptAt ?? '') - Date.parse(lastAttemptAt ?? '')).toBeGreaterThanOrEqual(90_000)
})

test('a receiver that says it is gone is sent nothing more until somebody lets it go on', async () => {
  const receiver = await startReceiverForTest()
  const { tracking, services, add, start, untilDelivery, letTimePass } = await openDelivery(receiver)
  const { id } = await add(receiver.url, ['run.created'])
  receiver.is = 'gone'
  start()
  await tracking.create('inventory')
  await untilDelivery(id, wasTried)
  expect(await services.getWebhook(id)).toMatchObject({ isPaused: true })
  receiver.is = 'active'
  await services.changeWebhook(id, { isPaused: false }, ACTOR)
  await letTimePass()
  expect(await untilDelivery(id, isSettled)).toMatchObject({ state: 'delivered', attempts: 2 })
})

test('a receiver that never answers holds up nobody else', async () => {
  const [silent, active] = [await startReceiverForTest(), await startReceiverForTest()]
  const { tracking, add, start, untilDelivery } = await openDelivery(silent, active)
  silent.is = 'silent'
  const stuck = await add(silent.url, ['run.created'])
  const free = await add(active.url, ['run.created'])
  for (let runs = 0; runs < 20; runs += 1) await tracking.create('inventory')
  start()
  await active.untilReceived(20)
  await untilDelivery(free.id, isSettled)
  expect(silent.received).toHaveLength(1)
  expect(await untilDelivery(stuck.id, () => true)).toMatchObject({ state: 'pending' })
})

test('two workers deliver each delivery once', async () => {
  const receiver = await startReceiverForTest()
  const { tracking, add, start } = await openDelivery(receiver)
  for (let webhooks = 0; webhooks < 4; webhooks += 1) await add(receiver.url, ['run.created'])
  for (let runs = 0; runs < 15; runs += 1) await tracking.create('inventory')
  const deliverers = [start(), start()]
  await receiver.untilReceived(60)
  await Promise.all(deliverers.map((deliverer) => deliverer.stop(10_000)))
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect([ids.length, new Set(ids).size]).toEqual([60, 60])
})

test('what a worker claimed and never sent, because it died, is sent by another one', async () => {
  const receiver = await startReceiverForTest()
  const { tracking, add, start, untilDelivery, letTimePass } = await openDelivery(receiver)
  const { id } = await add(receiver.url, ['run.created'])
  await tracking.create('inventory')
  expect(await tracking.claimDeliveries({ limit: 1, leaseMs: 30_000, except: [] })).toHaveLength(1)
  await letTimePass()
  start()
  expect(await untilDelivery(id, isSettled)).toMatchObject({ state: 'delivered', attempts: 2 })
  expect(receiver.received).toHaveLength(1)
})

test('a worker that stops lets go of what it is sending, and the delivery stays due', async () => {
  const receiver = await startReceiverForTest()
  const { tracking, add, start, untilDelivery } = await openDelivery(receiver)
  const { id } = await add(receiver.url, ['run.created'])
  receiver.is = 'silent'
  await tracking.create('inventory')
  const deliverer = start()
  await receiver.untilReceived(1)
  await deliverer.stop(0)
  expect(await untilDelivery(id, () => true)).toMatchObject({ state: 'pending', attempts: 1, lastCode: null })
})

test('a host that was taken off the list gets nothing', async () => {
  const receiver = await startReceiverForTest()
  const { tracking, ports, add, untilDelivery } = await openDelivery(receiver)
  const { id } = await add(receiver.url, ['run.created'])
  await tracking.create('inventory')
  const [claimed] = await tracking.claimDeliveries({ limit: 1, leaseMs: 30_000, except: [] })
  const stricter = openWebhookSender({ allowedHosts: ['n8n.example'] })
  onTestFinished(() => stricter.close())
  if (claimed) await deliverWebhook({ ...ports, webhooks: stricter }, claimed, new AbortController().signal)
  expect(await untilDelivery(id, wasTried)).toMatchObject({ state: 'pending', lastCode: 'webhook.host-not-allowed' })
  expect(receiver.received).toEqual([])
})

test('a test and a replay arrive, and after a rotation the new secret signs', async () => {
  const receiver = await startReceiverForTest()
  const { services, add, start, untilDelivery } = await openDelivery(receiver)
  const { id, secret } = await add(receiver.url)
  start()
  const queued = await services.testWebhook(id, ACTOR)
  await untilDelivery(id, isSettled)
  const rotated = await services.rotateSecret(id, ACTOR)
  await services.replayDelivery(id, queued.id, ACTOR)
  await untilDelivery(id, ({ attempts, state }) => attempts === 2 && state === 'delivered')
  const [first, second] = receiver.received
  expect(JSON.parse(first?.body ?? '')).toMatchObject({ id: queued.id, type: 'webhook.test', run: null })
  expect(second?.body).toBe(first?.body)
  expect(rotated.secret).not.toBe(secret)
  const verdicts = [first, second].map((one) => one && [isSignedWith(secret, one), isSignedWith(rotated.secret, one)])
  expect(verdicts).toEqual([
    [true, false],
    [false, true],
  ])
})
