import { createHmac } from 'node:crypto'

/** Signatures of the Standard Webhooks form (v1): HMAC-SHA256 over id, time and body, with the secret's bytes as the key. */

export interface SignedParts {
  /** Of the delivery; the header `webhook-id`. */
  id: string
  /** Seconds since 1970; the header `webhook-timestamp`. */
  timestamp: number
  body: string
}

/**
 * The header `webhook-signature`.
 * @param secret 256 bits, base64url
 */
export function signWebhook(secret: string, { id, timestamp, body }: SignedParts): string {
  const hmac = createHmac('sha256', Buffer.from(secret, 'base64url')).update(`${id}.${timestamp}.${body}`)
  return `v1,${hmac.digest('base64')}`
}

/** A secret as libraries that verify such signatures take it. */
export function showSecret(secret: string): string {
  return `whsec_${Buffer.from(secret, 'base64url').toString('base64')}`
}
