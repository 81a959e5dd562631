import type { AttemptResult, ClaimedDelivery } from '../../../ports/tracking/webhooks.ts'
import type { Sql } from '../client.ts'

/** Notes how an attempt ended, if the delivery still waits for just this attempt. True when it did. */
export async function settleDelivery(sql: Sql, claimed: ClaimedDelivery, result: AttemptResult): Promise<boolean> {
  const { state, status, code, durationMs, waitMs } = result
  const settled = await sql.rows(STATEMENT, [claimed.id, claimed.attempts, state, status, code, durationMs, waitMs])
  return settled.length > 0
}

const STATEMENT = `
update webhook_deliveries
set
  state = $3,
  last_status = $4,
  last_code = $5,
  last_duration_ms = $6,
  next_attempt_at = case when $3 = 'pending' then now() + $7::integer * interval '1 millisecond' end
where id = $1 and attempts = $2 and state = 'pending'
returning id`
