import { setTimeout as wait } from 'node:timers/promises'
import { toDocliftError } from '../domain/errors.ts'
import { deliverWebhook } from '../operations/webhooks/deliver-webhook.ts'
import type { WebhookPorts } from '../operations/webhooks/services.ts'
import type { Log } from '../ports/log.ts'
import type { ClaimedDelivery } from '../ports/tracking/webhooks.ts'

/** Webhooks one process sends to at the same time. */
const PARALLEL_WEBHOOKS = 16
const LOOK_EVERY_MS = 1_000
/** Longer than an attempt can take; after the death of a worker its deliveries are due again. */
const LEASE_MS = 30_000

export interface DelivererContext {
  ports: WebhookPorts & { log: Log }
}

export interface WebhookDeliverer {
  /** Claims no more, waits for attempts under way up to the time, then aborts them. */
  stop(waitMs: number): Promise<void>
}

/**
 * Sends deliveries when they are due. Each webhook has a lane of its own with one attempt at a time, so that a slow receiver
 * holds up nobody but itself.
 */
export function startDeliveringWebhooks(context: DelivererContext): WebhookDeliverer {
  const { clock, log } = context.ports
  const lanes = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  const aborting = new AbortController()
  const look = async () => {
    const limit = PARALLEL_WEBHOOKS - lanes.size
    if (limit === 0) return
    for (const claimed of await claim(context, { limit, except: [...lanes.keys()] })) {
      const lane = work(context, claimed, stopping.signal, aborting.signal)
      lanes.set(
        claimed.webhookId,
        lane.finally(() => lanes.delete(claimed.webhookId)),
      )
    }
  }
  const loop = async () => {
    for (let isBlind = false; !stopping.signal.aborted; ) {
      const failure = await look().then(() => undefined, toDocliftError)
      if (failure && !isBlind) log.warn('Due webhooks cannot be read; it is tried again.', { error: failure })
      isBlind = failure !== undefined
      await clock.sleep(LOOK_EVERY_MS, stopping.signal)
    }
  }
  const ended = loop().catch(() => undefined)
  return {
    async stop(waitMs) {
      stopping.abort()
      await ended
      await Promise.race([Promise.all(lanes.values()), wait(waitMs, undefined, { ref: false })])
      aborting.abort()
      await Promise.all(lanes.values())
    },
  }
}

/** Delivers to one webhook until nothing is due or an attempt fails. Never throws. */
async function work(context: DelivererContext, first: ClaimedDelivery, stopping: AbortSignal, aborting: AbortSignal) {
  const { ports } = context
  try {
    for (let claimed: ClaimedDelivery | undefined = first; claimed; ) {
      const isDelivered = await deliverWebhook(ports, claimed, aborting)
      if (!isDelivered || stopping.aborted) return
      ;[claimed] = await claim(context, { limit: 1, except: [], only: first.webhookId })
    }
  } catch (error) {
    if (!aborting.aborted) ports.log.warn('A webhook could not be delivered; it is tried again.', { error })
  }
}

function claim({ ports }: DelivererContext, options: { limit: number; except: readonly string[]; only?: string }) {
  return ports.tracking.claimDeliveries({ ...options, leaseMs: LEASE_MS })
}
