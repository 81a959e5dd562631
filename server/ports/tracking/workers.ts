import type { Operation } from '../../domain/run/run.ts'
import type { TaskAtWork, WorkerProcess } from '../../domain/worker/process.ts'

/** A task of a worker, with what people call its run and its batch. */
export interface TaskView extends TaskAtWork {
  runNumber: number
  operation: Operation
  batchNumber: number | null
}

/** A process as it told of itself last. */
export interface WorkerView extends WorkerProcess {
  /** Schema version that its code works with. */
  schemaVersion: number
  /** ISO 8601, UTC, by the clock of the database. */
  startedAt: string
  /** ISO 8601, UTC, by the clock of the database. */
  lastBeatAt: string
  /** False once it has been silent for longer than a living process ever is. */
  isAlive: boolean
  /** What it works on; of a silent one, what it worked on when it was last heard of. Oldest first. */
  tasks: TaskView[]
}

/** The processes of an installation, as they tell of themselves. */
export interface WorkerStore {
  /**
   * Notes that a process lives and what it works on, and forgets those that went silent long ago. Called before it takes the
   * first task, and again and again while it lives. Nothing is noted when it is refused.
   * Errors: FatalError `worker.other-version` when a living process runs another version of Doclift, `database.schema` when
   * the database has come to another schema than this code.
   */
  noteWorker(worker: WorkerProcess, tasks: readonly TaskAtWork[]): Promise<void>
  /** Forgets a process that ends in order. */
  removeWorker(id: string): Promise<void>
  /** Living processes and those that went silent lately; the longest at work first. */
  listWorkers(): Promise<WorkerView[]>
}
