import { showSecret } from '../../domain/webhook/signature.ts'
import type { Signer } from '../../ports/signer.ts'
import type { Webhook } from '../../ports/tracking/webhooks.ts'

/** A webhook with the secret its receiver needs; seen by whoever made it or its secret, and then no more. */
export interface WebhookWithSecret extends Webhook {
  /** `whsec_` and base64. */
  secret: string
}

/** The secret that signs deliveries to a webhook, base64url. It is the same whenever it is asked for, and stored nowhere. */
export function secretOf(signer: Signer, webhookId: string, generation: number): string {
  return signer.deriveSecret(`webhook ${webhookId} ${generation}`)
}

/** A webhook with its present secret. */
export function withSecret(signer: Signer, webhook: Webhook): WebhookWithSecret {
  return { ...webhook, secret: showSecret(secretOf(signer, webhook.id, webhook.secretGeneration)) }
}
