import type { EventRun, RunEventKind } from '../../domain/run/event.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { DeliveryState } from '../../domain/webhook/delivery.ts'
import type { WebhookKind } from '../../domain/webhook/message.ts'
import type { Page } from './reads.ts'
import type { IdempotencyBinding } from './runs.ts'

/** A subscription: where to send which events. */
export interface Webhook {
  id: string
  url: string
  events: readonly RunEventKind[]
  description: string | null
  isPaused: boolean
  /** From 1; the secret is derived from it and kept nowhere. */
  secretGeneration: number
  createdBy: string
  createdAt: string
}

/** One event on its way to one webhook. */
export interface WebhookDelivery {
  id: string
  webhookId: string
  event: WebhookKind
  /** Null in a test. */
  runId: string | null
  createdAt: string
  state: DeliveryState
  attempts: number
  lastAttemptAt: string | null
  /** Null when no answer came. */
  lastStatus: number | null
  lastCode: string | null
  lastDurationMs: number | null
  /** Null when it is settled. */
  nextAttemptAt: string | null
}

/** A delivery that this caller alone sends now, until its lease ends. */
export interface ClaimedDelivery {
  id: string
  webhookId: string
  url: string
  secretGeneration: number
  kind: WebhookKind
  at: string
  run: EventRun | null
  /** The fence: of two that claimed a delivery, only the later one settles it. */
  attempts: number
  /** Since it was queued. */
  tries: number
}

/** How an attempt ended. */
export interface AttemptResult {
  status: number | null
  code: string | null
  durationMs: number
  state: DeliveryState
  /** Until the next attempt, in milliseconds; only while it is pending. */
  waitMs: number | null
  /** The receiver said that it is gone: nothing more is sent until somebody lets the webhook go on. */
  pausesWebhook: boolean
}

/** Who asks for a change, and when. */
export interface WebhookAct {
  actor: Actor
  at: Date
  idempotency?: IdempotencyBinding | undefined
}

/**
 * Subscriptions and what is delivered to them. Deliveries of events come by themselves, in the transaction of the event.
 * Every act is audited in its own transaction, and done once for each Idempotency-Key. Errors of acts on one webhook:
 * PermanentError `webhook.not-found`, `api.idempotency-reused`.
 */
export interface WebhookStore {
  /** The webhook of then, when the key was used before. */
  addWebhook(
    webhook: Pick<Webhook, 'id' | 'url' | 'events' | 'description'>,
    act: WebhookAct,
  ): Promise<{ webhook: Webhook; isNew: boolean }>
  /** Oldest first. */
  listWebhooks(options: { limit: number; after?: string }): Promise<Page<Webhook>>
  getWebhook(webhookId: string): Promise<Webhook | undefined>
  changeWebhook(
    webhookId: string,
    change: { events?: readonly RunEventKind[]; isPaused?: boolean },
    act: WebhookAct,
  ): Promise<Webhook>
  /** Gives up what was not delivered yet. */
  removeWebhook(webhookId: string, act: WebhookAct): Promise<void>
  /** Makes the next generation the one that signs. */
  rotateWebhookSecret(webhookId: string, act: WebhookAct): Promise<Webhook>

  /** Queues a test. PermanentError `webhook.paused`. */
  addTestDelivery(webhookId: string, deliveryId: string, act: WebhookAct): Promise<WebhookDelivery>
  /** Newest first. */
  listDeliveries(webhookId: string, options: { limit: number; after?: string }): Promise<Page<WebhookDelivery>>
  /**
   * Queues a settled delivery again under its own id. PermanentError `webhook.delivery-not-found`, `webhook.delivery-pending`,
   * `webhook.paused`.
   */
  replayDelivery(webhookId: string, deliveryId: string, act: WebhookAct): Promise<WebhookDelivery>

  /**
   * Claims what is due, at most one delivery of each webhook, for `leaseMs`: what is not settled by then is due again. Any
   * number of callers may claim at once.
   * @param options.except webhooks that get nothing now
   * @param options.only the one webhook to claim for
   */
  claimDeliveries(options: {
    limit: number
    leaseMs: number
    except: readonly string[]
    only?: string
  }): Promise<ClaimedDelivery[]>
  /** Notes how an attempt ended; nothing when the delivery was claimed anew or is settled by now. */
  settleDelivery(claimed: ClaimedDelivery, result: AttemptResult): Promise<void>
}
