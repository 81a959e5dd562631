import type { HeldBatch } from '../../ports/tracking/batches.ts'
import type { Database, Transaction } from './client.ts'
import { holdBatch } from './sql/hold-batch.ts'

/** A transaction in which the batch is still ours. */
export function holding<Result>(database: Database, held: HeldBatch, work: (tx: Transaction) => Promise<Result>) {
  return database.transaction(async (tx) => {
    await holdBatch(tx, held)
    return await work(tx)
  })
}
