import type { WebhookDelivery } from '../../../ports/tracking/webhooks.ts'
import type { Sql } from '../client.ts'
import { isoTime, isoTimeOrNull } from '../values.ts'

/** A delivery with the number it is listed by. */
export type DeliveryRow = WebhookDelivery & { number: string }

/** Deliveries to one webhook, newest first, one more than asked for when more follow. */
export function listDeliveryRows(
  sql: Sql,
  webhookId: string,
  options: { limit: number; after?: string },
): Promise<DeliveryRow[]> {
  return sql.rows<DeliveryRow>(LIST, [webhookId, options.after ?? null, options.limit + 1])
}

/** One delivery; undefined when the webhook has no such delivery. */
export async function getDelivery(
  sql: Sql,
  webhookId: string,
  deliveryId: string,
): Promise<WebhookDelivery | undefined> {
  const [row] = await sql.rows<DeliveryRow>(GET, [webhookId, deliveryId])
  return row && toDelivery(row)
}

export function toDelivery({ number: _, ...row }: DeliveryRow): WebhookDelivery {
  return {
    ...row,
    createdAt: isoTime(row.createdAt),
    lastAttemptAt: isoTimeOrNull(row.lastAttemptAt),
    nextAttemptAt: isoTimeOrNull(row.nextAttemptAt),
  }
}

const COLUMNS = `
select
  delivery.number,
  delivery.id,
  delivery.webhook_id as "webhookId",
  delivery.kind as event,
  event.run_id as "runId",
  delivery.created_at as "createdAt",
  delivery.state,
  delivery.attempts,
  delivery.last_attempt_at as "lastAttemptAt",
  delivery.last_status as "lastStatus",
  delivery.last_code as "lastCode",
  delivery.last_duration_ms as "lastDurationMs",
  delivery.next_attempt_at as "nextAttemptAt"
from webhook_deliveries as delivery
left join run_events as event on event.number = delivery.event_number`

const LIST = `${COLUMNS}
where delivery.webhook_id = $1 and ($2::bigint is null or delivery.number < $2)
order by delivery.number desc
limit $3`

const GET = `${COLUMNS}
where delivery.webhook_id = $1 and delivery.id = $2`
