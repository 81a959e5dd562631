import type { HeldBatch } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'

/**
 * Takes a batch of a running run and raises its fence; undefined when it is done or its run does not run.
 * The time of the claim is the database's, because changes noted by other machines are compared with it.
 */
export async function claimBatch(sql: Sql, batchId: string): Promise<HeldBatch | undefined> {
  const [held] = await sql.rows<HeldBatch>(STATEMENT, [batchId])
  return held
}

const STATEMENT = `
update batches as batch
set fence = batch.fence + 1, state = 'working', claimed_at = clock_timestamp()
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
  coalesce(run.stop_code = 'run.withdrawn', false) as "isWithdrawn"`
