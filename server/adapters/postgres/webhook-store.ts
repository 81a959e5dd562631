import { Webhook as WebhookEntity } from '../../../db/entities/webhook.ts'
import type { Webhook, WebhookAct, WebhookStore } from '../../ports/tracking/webhooks.ts'
import type { Database, Transaction } from './client.ts'
import { deliveryStore } from './delivery-store.ts'
import { bindIdempotencyKey } from './idempotency.ts'
import { appendAudit } from './sql/append-audit.ts'
import { pageOf } from './values.ts'
import { findWebhook, lockWebhook, readWebhook, toWebhook } from './webhook-rows.ts'

type Subscriptions = Omit<WebhookStore, keyof ReturnType<typeof deliveryStore>>
type NewWebhook = Parameters<WebhookStore['addWebhook']>[0]

/** Subscriptions and what is delivered to them. */
export function webhookStore(database: Database): WebhookStore {
  return { ...subscriptions(database), ...deliveryStore(database) }
}

function subscriptions(database: Database): Subscriptions {
  return {
    addWebhook: (webhook, act) => database.transaction((tx) => add(tx, webhook, act)),
    listWebhooks: ({ limit, after }) =>
      database.entities(async (em) => {
        const known = { deletedAt: null, ...(after === undefined ? {} : { id: { $gt: after } }) }
        const rows = await em.find(WebhookEntity, known, { orderBy: { id: 'asc' }, limit: limit + 1 })
        return pageOf(rows, limit, (row) => row.id, toWebhook)
      }),
    getWebhook: (webhookId) => database.entities((em) => findWebhook(em, webhookId)),
    changeWebhook: (webhookId, change, act) =>
      database.transaction(async (tx) => {
        await once(tx, webhookId, act, 'webhook.changed', change, () => update(tx, webhookId, change))
        return await readWebhook(tx.em, webhookId)
      }),
    removeWebhook: (webhookId, act) =>
      database.transaction((tx) =>
        once(tx, webhookId, act, 'webhook.removed', {}, () => remove(tx, webhookId, act.at)),
      ),
    rotateWebhookSecret: (webhookId, act) =>
      database.transaction(async (tx) => {
        await once(tx, webhookId, act, 'webhook.secret-rotated', {}, ({ secretGeneration }) =>
          update(tx, webhookId, { secretGeneration: secretGeneration + 1 }),
        )
        return await readWebhook(tx.em, webhookId)
      }),
  }
}

/** The audit log gets the host alone: a path may hold what only its receiver should know. */
async function add(tx: Transaction, webhook: NewWebhook, act: WebhookAct) {
  const { actor, at, idempotency } = act
  const boundId = await bindIdempotencyKey(tx, idempotency, webhook.id, at)
  if (boundId !== undefined) return { webhook: await readWebhook(tx.em, boundId), isNew: false }
  const row = { ...webhook, secretGeneration: 1, isPaused: false, createdBy: actor.id, createdAt: at }
  await tx.em.insert(WebhookEntity, row)
  const detail = { host: new URL(webhook.url).host, events: webhook.events }
  await appendAudit(tx, { at, actorId: actor.id, action: 'webhook.added', subject: webhook.id, detail })
  return { webhook: await readWebhook(tx.em, webhook.id), isNew: true }
}

/** Does an audited act on a locked webhook, or nothing when its key was used before. */
async function once(
  tx: Transaction,
  webhookId: string,
  { actor, at, idempotency }: WebhookAct,
  action: string,
  detail: Readonly<Record<string, unknown>>,
  work: (webhook: Webhook) => Promise<void>,
): Promise<void> {
  const boundId = await bindIdempotencyKey(tx, idempotency, webhookId, at)
  if (boundId !== undefined) return
  await work(await lockWebhook(tx, webhookId))
  await appendAudit(tx, { at, actorId: actor.id, action, subject: webhookId, detail })
}

async function update(tx: Transaction, webhookId: string, change: Partial<WebhookEntity>): Promise<void> {
  await tx.em.nativeUpdate(WebhookEntity, { id: webhookId }, change)
}

async function remove(tx: Transaction, webhookId: string, at: Date): Promise<void> {
  await update(tx, webhookId, { deletedAt: at })
  await tx.rows(
    `update webhook_deliveries set state = 'given_up', next_attempt_at = null where webhook_id = $1 and state = 'pending'`,
    [webhookId],
  )
}
