import type { RunEventKind } from '../../domain/run/event.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { InstallationStore } from '../../ports/tracking/installation.ts'
import type { Page } from '../../ports/tracking/reads.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Webhook, WebhookAct, WebhookDelivery, WebhookStore } from '../../ports/tracking/webhooks.ts'
import type { Ports } from '../context.ts'
import { addWebhook, type WebhookRequest } from './add-webhook.ts'
import { type WebhookWithSecret, withSecret } from './secret.ts'

/** Errors of acts on one webhook: PermanentError `webhook.not-found`, `api.idempotency-reused`. */
export interface WebhookServices {
  /** Error: PermanentError `webhook.host-not-allowed`. */
  addWebhook(request: WebhookRequest, actor: Actor, idempotency?: IdempotencyBinding): Promise<WebhookWithSecret>
  /** In the order of their creation. */
  listWebhooks(options: { limit: number; after?: string }): Promise<Page<Webhook>>
  getWebhook(webhookId: string): Promise<Webhook | undefined>
  changeWebhook(
    webhookId: string,
    change: { events?: readonly RunEventKind[]; isPaused?: boolean },
    actor: Actor,
  ): Promise<Webhook>
  removeWebhook(webhookId: string, actor: Actor): Promise<void>
  /** From now on deliveries are signed with the new secret alone. */
  rotateSecret(webhookId: string, actor: Actor, idempotency?: IdempotencyBinding): Promise<WebhookWithSecret>
  /** Error: PermanentError `webhook.paused`. */
  testWebhook(webhookId: string, actor: Actor, idempotency?: IdempotencyBinding): Promise<WebhookDelivery>
  /** Newest first. */
  listDeliveries(webhookId: string, options: { limit: number; after?: string }): Promise<Page<WebhookDelivery>>
  /** Errors: PermanentError `webhook.delivery-not-found`, `webhook.delivery-pending`, `webhook.paused`. */
  replayDelivery(
    webhookId: string,
    deliveryId: string,
    actor: Actor,
    idempotency?: IdempotencyBinding,
  ): Promise<WebhookDelivery>
}

export type WebhookPorts = Pick<Ports, 'clock' | 'ids' | 'signer' | 'webhooks'> & {
  tracking: WebhookStore & Pick<InstallationStore, 'readBinding'>
}

export function webhookServices({ ports }: { ports: WebhookPorts }): WebhookServices {
  const { tracking, clock, ids, signer } = ports
  const act = (actor: Actor, idempotency?: IdempotencyBinding): WebhookAct => ({ actor, at: clock.now(), idempotency })
  return {
    addWebhook: (request, actor, idempotency) => addWebhook(ports, request, actor, idempotency),
    listWebhooks: (options) => tracking.listWebhooks(options),
    getWebhook: (webhookId) => tracking.getWebhook(webhookId),
    changeWebhook: (webhookId, change, actor) => tracking.changeWebhook(webhookId, change, act(actor)),
    removeWebhook: (webhookId, actor) => tracking.removeWebhook(webhookId, act(actor)),
    rotateSecret: async (webhookId, actor, idempotency) =>
      withSecret(signer, await tracking.rotateWebhookSecret(webhookId, act(actor, idempotency))),
    testWebhook: (webhookId, actor, idempotency) =>
      tracking.addTestDelivery(webhookId, ids.next(), act(actor, idempotency)),
    listDeliveries: (webhookId, options) => tracking.listDeliveries(webhookId, options),
    replayDelivery: (webhookId, deliveryId, actor, idempotency) =>
      tracking.replayDelivery(webhookId, deliveryId, act(actor, idempotency)),
  }
}
