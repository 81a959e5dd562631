import type { QueueOptions, QueuePolicy } from 'pg-boss'

/** The schema that pg-boss owns. */
export const QUEUE_SCHEMA = 'pgboss'

/** One queue for each kind of task. */
export const QUEUES = { run: 'runs', batch: 'batches' } as const

/**
 * Per key (the run or the batch) at most one task waits and at most one is at work.
 *
 * A dead worker is noticed by its heartbeat; the limit of pg-boss for the whole task is set as far away as it allows, since a
 * task has no natural length. A task that fails comes again for as long as the ledger says that there is work to do.
 */
export const QUEUE_OPTIONS: QueueOptions & { policy: QueuePolicy } = {
  policy: 'stately',
  heartbeatSeconds: 10,
  expireInSeconds: 24 * 60 * 60 - 1,
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  deleteAfterSeconds: 10 * 60,
}
