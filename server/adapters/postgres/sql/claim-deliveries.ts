import type { EventRun } from '../../../domain/run/event.ts'
import type { ClaimedDelivery, WebhookStore } from '../../../ports/tracking/webhooks.ts'
import type { Sql } from '../client.ts'
import { isoTime } from '../values.ts'

interface ClaimedRow extends Omit<ClaimedDelivery, 'run'> {
  runId: string | null
  detail: Omit<EventRun, 'id'> | null
}

/**
 * Claims the oldest due delivery of each webhook, those that waited longest first. Rows that another worker claims at the
 * same moment are passed over. Times are the database's, so that the clocks of workers need not agree.
 */
export async function claimDeliveries(
  sql: Sql,
  { limit, leaseMs, except, only }: Parameters<WebhookStore['claimDeliveries']>[0],
): Promise<ClaimedDelivery[]> {
  const rows = await sql.rows<ClaimedRow>(STATEMENT, [limit, leaseMs, except, only ?? null])
  return rows.map(({ runId, detail, ...row }) => ({
    ...row,
    at: isoTime(row.at),
    run: runId !== null && detail !== null ? { id: runId, ...detail } : null,
  }))
}

const STATEMENT = `
with due as (
  select oldest.id
  from webhooks as webhook
  cross join lateral (
    select id, next_attempt_at
    from webhook_deliveries
    where webhook_id = webhook.id and state = 'pending' and next_attempt_at <= now()
    order by next_attempt_at
    limit 1
    for update skip locked
  ) as oldest
  where webhook.deleted_at is null and not webhook.is_paused
    and webhook.id <> all($3::uuid[]) and ($4::uuid is null or webhook.id = $4)
  order by oldest.next_attempt_at
  limit $1
), claimed as (
  update webhook_deliveries as delivery
  set
    attempts = delivery.attempts + 1,
    tries = delivery.tries + 1,
    last_attempt_at = now(),
    next_attempt_at = now() + $2::integer * interval '1 millisecond'
  from due
  where delivery.id = due.id
  returning delivery.*
)
select
  claimed.id,
  claimed.webhook_id as "webhookId",
  webhook.url,
  webhook.secret_generation as "secretGeneration",
  claimed.kind,
  claimed.created_at as at,
  event.run_id as "runId",
  event.detail,
  claimed.attempts,
  claimed.tries
from claimed
join webhooks as webhook on webhook.id = claimed.webhook_id
left join run_events as event on event.number = claimed.event_number`
