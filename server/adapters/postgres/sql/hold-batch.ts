import { FatalError } from '../../../domain/errors.ts'
import type { HeldBatch } from '../../../ports/tracking/batches.ts'
import type { Sql } from '../client.ts'

/**
 * Makes sure that a batch is still ours and keeps it ours until the transaction ends: a claim waits for that.
 * Error: FatalError `batch.fence-lost`.
 */
export async function holdBatch(tx: Sql, held: HeldBatch): Promise<void> {
  const ours = await tx.rows('select from batches where id = $1 and fence = $2 for share', [held.batchId, held.fence])
  if (ours.length > 0) return
  const message = `Batch ${held.number} of run ${held.runId} was taken over by another worker; what this one found is dropped.`
  throw new FatalError('batch.fence-lost', message, { facts: { batchId: held.batchId, fence: held.fence } })
}
