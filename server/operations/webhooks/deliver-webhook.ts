import { formatMessage } from '../../domain/webhook/message.ts'
import { waitAfterTry } from '../../domain/webhook/retry.ts'
import { signWebhook } from '../../domain/webhook/signature.ts'
import type { AttemptResult, ClaimedDelivery } from '../../ports/tracking/webhooks.ts'
import type { WebhookAnswer } from '../../ports/webhook-sender.ts'
import { secretOf } from './secret.ts'
import type { WebhookPorts } from './services.ts'

const GONE = 410

/**
 * Sends a claimed delivery once and notes what came of it. Whoever receives a delivery twice tells so by its `webhook-id`:
 * an attempt whose end could not be noted is made again.
 * @returns true when it was delivered
 * @throws the signal's reason, when aborted; the delivery is then due again when its claim ends
 */
export async function deliverWebhook(
  ports: WebhookPorts,
  claimed: ClaimedDelivery,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await ports.webhooks.send({ ...(await signedRequest(ports, claimed)), signal })
  const result = toResult(claimed, answer)
  await ports.tracking.settleDelivery(claimed, result)
  return result.state === 'delivered'
}

async function signedRequest({ tracking, clock, signer }: WebhookPorts, claimed: ClaimedDelivery) {
  const { id, kind, at, run, url, webhookId, secretGeneration } = claimed
  const installation = await tracking.readBinding()
  if (!installation) throw new Error('A delivery exists though this database was never bound to an org.')
  const body = formatMessage({ id, type: kind, at, run }, installation)
  const timestamp = Math.floor(clock.now().getTime() / 1_000)
  const signature = signWebhook(secretOf(signer, webhookId, secretGeneration), { id, timestamp, body })
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Doclift',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  }
  return { url, headers, body }
}

function toResult({ tries }: ClaimedDelivery, answer: WebhookAnswer): AttemptResult {
  const { status, code, durationMs, retryAfterMs } = answer
  const attempt = { status, code, durationMs, pausesWebhook: status === GONE }
  if (code === null) return { ...attempt, state: 'delivered', waitMs: null }
  const waitMs = waitAfterTry(tries, Math.random(), retryAfterMs)
  return waitMs === undefined
    ? { ...attempt, state: 'given_up', waitMs: null }
    : { ...attempt, state: 'pending', waitMs }
}
