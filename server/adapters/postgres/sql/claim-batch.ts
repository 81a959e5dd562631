import { SILENT_AFTER_MS } from '../../../domain/worker/process.ts'
import { afterDeath, mayTake, type Suspicion } from '../../../domain/worker/suspicion.ts'
import type { HeldBatch } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'
import { ITEMS_OF_BATCH } from './batch-items.ts'

/**
 * Takes a batch of a running run and raises its fence; undefined when it is done, its run does not run, or its worker may not
 * take it beside what it works on.
 *
 * A claim counts a death when the one before was not given back and its worker has gone silent. The time of the claim is the
 * database's, because changes noted by other machines are compared with it.
 */
export async function claimBatch(tx: Sql, batchId: string, workerId: string | null): Promise<HeldBatch | undefined> {
  // Of two claims of one worker the second must see what the first took.
  await tx.rows('select from workers where id = $1 for update', [workerId])
  const [found] = await tx.rows<Found>(LOCK, [batchId, workerId, SILENT_AFTER_MS])
  if (found === undefined) return undefined
  const { hasDied, ...before } = found
  const { deaths, piece } = hasDied ? afterDeath(before, await openItems(tx, batchId)) : before
  if (!mayTake(deaths > 0, found)) return undefined
  const [held] = await tx.rows<HeldBatch>(CLAIM, [batchId, workerId, deaths, piece])
  return held && { ...held, piece }
}

interface Found extends Suspicion {
  hasDied: boolean
  /** What this worker works on already, suspects among it. */
  batches: number
  suspects: number
}

/** How many items of a batch are not settled. */
export async function openItems(sql: Sql, batchId: string): Promise<number> {
  const [counted] = await sql.rows<{ items: number }>(OPEN_ITEMS, [batchId])
  return counted?.items ?? 0
}

const OPEN_ITEMS = `select count(*)::int as items ${ITEMS_OF_BATCH} and item.settled_at is null`

const LOCK = `
select batch.deaths, batch.piece, at_work.batches, at_work.suspects,
  batch.state = 'working' and exists (
    select from workers as holder
    where holder.id = batch.worker_id and holder.id is distinct from $2::uuid
      and holder.seen_at < clock_timestamp() - $3 * interval '1 millisecond') as "hasDied"
from batches as batch
cross join lateral (
  select count(*)::int as batches, count(*) filter (where other.deaths > 0)::int as suspects
  from batches as other
  where other.worker_id = $2::uuid and other.state = 'working' and other.id <> batch.id
) as at_work
where batch.id = $1
for update of batch`

const CLAIM = `
update batches as batch
set fence = batch.fence + 1, state = 'working', claimed_at = clock_timestamp(), worker_id = $2, deaths = $3, piece = $4
from runs as run
where batch.id = $1 and batch.state <> 'done' and run.id = batch.run_id and run.state = 'running'
returning
  batch.id as "batchId",
  batch.run_id as "runId",
  run.operation,
  case when run.operation = 'verify' then coalesce(run.verification ->> 'level', 'head') end as level,
  batch.number,
  batch.fence,
  coalesce(run.approved_by, run.created_by) as "actorId",
  coalesce((
    select is_canary from cohorts where cohorts.run_id = batch.run_id and cohorts.number = batch.cohort
  ), false) as "isCanary",
  coalesce(run.stop_code = 'run.withdrawn', false) as "isWithdrawn"`
