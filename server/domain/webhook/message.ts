import type { Binding } from '../org/identity.ts'
import type { EventRun, RunEventKind } from '../run/event.ts'

/** Sent when somebody asks whether a webhook works. */
export const TEST_KIND = 'webhook.test'
export type WebhookKind = RunEventKind | typeof TEST_KIND

/** What a delivery tells; the same at each of its attempts. */
export interface WebhookMessage {
  /** Of the delivery. */
  id: string
  type: WebhookKind
  at: string
  /** Null in a test. */
  run: EventRun | null
}

/** The body of a delivery: JSON, the same bytes at each attempt. */
export function formatMessage({ id, type, at, run }: WebhookMessage, installation: Binding): string {
  const { orgId, environment } = installation
  return JSON.stringify({ id, type, at, run, installation: { orgId, environment } })
}
