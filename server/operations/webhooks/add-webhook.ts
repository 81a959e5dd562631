import { PermanentError } from '../../domain/errors.ts'
import type { RunEventKind } from '../../domain/run/event.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import { type WebhookWithSecret, withSecret } from './secret.ts'
import type { WebhookPorts } from './services.ts'

export interface WebhookRequest {
  url: string
  events: readonly RunEventKind[]
  /** What it is for; null when nobody said. */
  description: string | null
}

/**
 * Subscribes an address to events. A request that is repeated with its key gets the same webhook and the same secret.
 * @throws PermanentError `webhook.host-not-allowed`, `api.idempotency-reused`
 */
export async function addWebhook(
  { tracking, clock, ids, signer, webhooks }: WebhookPorts,
  request: WebhookRequest,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<WebhookWithSecret> {
  const refusal = webhooks.refusalOf(request.url)
  if (refusal !== undefined) throw notAllowed(refusal)
  const { webhook } = await tracking.addWebhook(
    {
      id: ids.next(),
      url: new URL(request.url).href,
      events: [...new Set(request.events)],
      description: request.description,
    },
    { actor, at: clock.now(), idempotency },
  )
  return withSecret(signer, webhook)
}

function notAllowed(refusal: string): PermanentError {
  const message = `Expected an https address on a host of WEBHOOK_HOSTS, but ${refusal}. Mend the address, or add its host to the settings.`
  return new PermanentError('webhook.host-not-allowed', message)
}
