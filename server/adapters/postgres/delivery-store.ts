import { PermanentError } from '../../domain/errors.ts'
import { TEST_KIND } from '../../domain/webhook/message.ts'
import type {
  AttemptResult,
  ClaimedDelivery,
  WebhookAct,
  WebhookDelivery,
  WebhookStore,
} from '../../ports/tracking/webhooks.ts'
import type { Database, Transaction } from './client.ts'
import { bindIdempotencyKey } from './idempotency.ts'
import { appendAudit } from './sql/append-audit.ts'
import { claimDeliveries } from './sql/claim-deliveries.ts'
import { getDelivery, listDeliveryRows, toDelivery } from './sql/read-deliveries.ts'
import { settleDelivery } from './sql/settle-delivery.ts'
import { pageOf } from './values.ts'
import { lockWebhook } from './webhook-rows.ts'

type DeliveryStore = Pick<
  WebhookStore,
  'addTestDelivery' | 'listDeliveries' | 'replayDelivery' | 'claimDeliveries' | 'settleDelivery'
>

/** Who pauses a webhook whose receiver is gone. */
const SERVICE = 'doclift'

/** What is on its way to webhooks, and what came of it. */
export function deliveryStore(database: Database): DeliveryStore {
  return {
    addTestDelivery: (webhookId, deliveryId, act) =>
      database.transaction((tx) => addTest(tx, webhookId, deliveryId, act)),
    async listDeliveries(webhookId, options) {
      const rows = await listDeliveryRows(database, webhookId, options)
      return pageOf(rows, options.limit, (row) => row.number, toDelivery)
    },
    replayDelivery: (webhookId, deliveryId, act) =>
      database.transaction((tx) => replay(tx, webhookId, deliveryId, act)),
    claimDeliveries: (options) => claimDeliveries(database, options),
    settleDelivery: (claimed, result) => database.transaction((tx) => settle(tx, claimed, result)),
  }
}

async function addTest(
  tx: Transaction,
  webhookId: string,
  deliveryId: string,
  act: WebhookAct,
): Promise<WebhookDelivery> {
  const madeId = await bindIdempotencyKey(tx, act.idempotency, deliveryId, act.at)
  if (madeId !== undefined) return await requireDelivery(tx, webhookId, madeId)
  await lockRunningWebhook(tx, webhookId)
  await tx.rows(
    `insert into webhook_deliveries (id, webhook_id, kind, created_at, next_attempt_at) values ($1, $2, $3, $4, now())`,
    [deliveryId, webhookId, TEST_KIND, act.at],
  )
  await audit(tx, 'webhook.tested', webhookId, act, { deliveryId })
  return await requireDelivery(tx, webhookId, deliveryId)
}

async function replay(
  tx: Transaction,
  webhookId: string,
  deliveryId: string,
  act: WebhookAct,
): Promise<WebhookDelivery> {
  const madeId = await bindIdempotencyKey(tx, act.idempotency, deliveryId, act.at)
  if (madeId !== undefined) return await requireDelivery(tx, webhookId, madeId)
  await lockRunningWebhook(tx, webhookId)
  const queued = await tx.rows(
    `update webhook_deliveries set state = 'pending', tries = 0, next_attempt_at = now()
     where webhook_id = $1 and id = $2 and state <> 'pending' returning id`,
    [webhookId, deliveryId],
  )
  const delivery = await requireDelivery(tx, webhookId, deliveryId)
  if (queued.length === 0) throw stillPending(delivery)
  await audit(tx, 'webhook.replayed', webhookId, act, { deliveryId })
  return delivery
}

function stillPending({ nextAttemptAt }: WebhookDelivery): PermanentError {
  const message = `Expected a delivery that is settled; this one is tried next at ${nextAttemptAt}. Wait for it.`
  return new PermanentError('webhook.delivery-pending', message)
}

async function lockRunningWebhook(tx: Transaction, webhookId: string): Promise<void> {
  const { isPaused } = await lockWebhook(tx, webhookId)
  if (!isPaused) return
  throw new PermanentError('webhook.paused', 'Nothing is sent to a paused webhook. Let it go on first.')
}

async function requireDelivery(tx: Transaction, webhookId: string, deliveryId: string): Promise<WebhookDelivery> {
  const delivery = await getDelivery(tx, webhookId, deliveryId)
  if (delivery) return delivery
  const message = 'This webhook has no such delivery. List its deliveries to find the one you mean.'
  throw new PermanentError('webhook.delivery-not-found', message)
}

/** A webhook is paused only by an attempt that still counted. */
async function settle(tx: Transaction, claimed: ClaimedDelivery, result: AttemptResult): Promise<void> {
  const isSettled = await settleDelivery(tx, claimed, result)
  if (!isSettled || !result.pausesWebhook) return
  const { webhookId, id: deliveryId } = claimed
  const paused = await tx.rows<{ at: Date }>(
    'update webhooks set is_paused = true where id = $1 and not is_paused returning now() as at',
    [webhookId],
  )
  for (const { at } of paused) {
    const detail = { isPaused: true, deliveryId, status: result.status }
    await appendAudit(tx, { at: new Date(at), actorId: SERVICE, action: 'webhook.changed', subject: webhookId, detail })
  }
}

async function audit(
  tx: Transaction,
  action: string,
  webhookId: string,
  { actor, at }: WebhookAct,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await appendAudit(tx, { at, actorId: actor.id, action, subject: webhookId, detail })
}
