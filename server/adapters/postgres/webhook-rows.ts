import type { EntityManager } from '@mikro-orm/postgresql'
import { Webhook as WebhookEntity } from '../../../db/entities/webhook.ts'
import { PermanentError } from '../../domain/errors.ts'
import type { Webhook } from '../../ports/tracking/webhooks.ts'
import type { Transaction } from './client.ts'

/** A row of `webhooks` as the ports know it. */
export function toWebhook(row: WebhookEntity): Webhook {
  return {
    id: row.id,
    url: row.url,
    events: row.events,
    description: row.description ?? null,
    isPaused: row.isPaused,
    secretGeneration: row.secretGeneration,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
  }
}

/** A webhook that was not removed, as it is now. */
export async function findWebhook(em: EntityManager, webhookId: string): Promise<Webhook | undefined> {
  const row = await em.findOne(WebhookEntity, { id: webhookId, deletedAt: null }, { refresh: true })
  return row ? toWebhook(row) : undefined
}

/** The same for one that must be there. Error: PermanentError `webhook.not-found`. */
export async function readWebhook(em: EntityManager, webhookId: string): Promise<Webhook> {
  const webhook = await findWebhook(em, webhookId)
  if (webhook) return webhook
  throw new PermanentError('webhook.not-found', 'There is no such webhook. List the webhooks to find the one you mean.')
}

/**
 * Locks a webhook for the rest of the transaction, weakly enough for events to queue deliveries to it meanwhile.
 * Error: PermanentError `webhook.not-found`.
 */
export async function lockWebhook(tx: Transaction, webhookId: string): Promise<Webhook> {
  await tx.rows('select id from webhooks where id = $1 for no key update', [webhookId])
  return await readWebhook(tx.em, webhookId)
}
