/**
 * Who works on what now. The queue only wakes workers and notices dead ones; what is true stands in the ledger, and every
 * result carries the batch's fence. A task may therefore run twice without harm.
 */
export type Task = { kind: 'run'; runId: string } | { kind: 'batch'; runId: string; batchId: string }

export interface TaskContext {
  /** Aborted when the worker stops, or when the queue has given the task to somebody else. */
  signal: AbortSignal
}

/** How much waits to be worked on, and whether somebody works. */
export interface QueueDepth {
  queues: { name: string; waiting: number; atWork: number }[]
  /** How long the oldest task that could be taken has waited; null when none waits. */
  oldestWaitingMs: number | null
  /** ISO 8601, UTC: when a worker, of any process, last gave a sign of life; null when none did within minutes. */
  lastSignOfWorkAt: string | null
  /** Whether this very process takes tasks. */
  isWorkingHere: boolean
}

export interface WorkQueue {
  /** Adds a task; a task that already waits is not added again. */
  send(task: Task, options?: { afterMs?: number }): Promise<void>
  /** Starts taking tasks. A handler that throws gets its task again later. */
  work(handler: (task: Task, context: TaskContext) => Promise<void>, options: { parallelTasks: number }): Promise<void>
  depth(): Promise<QueueDepth>
  /** Stops taking tasks, waits for those at work up to the time, then aborts them. */
  stop(waitMs: number): Promise<void>
}
