/** A process that serves or works for an installation: one of perhaps many, on one of perhaps many machines. */
export interface WorkerProcess {
  /** Given anew at each start. */
  id: string
  /** `service`: it answers the API. `worker`: it only works. */
  kind: 'service' | 'worker'
  /** False for a service without a worker inside. */
  takesTasks: boolean
  /** Name of its machine. */
  host: string
  processId: number
  /** Version of Doclift that it runs. */
  version: string
}

/** A process that another one of another version has found at work. */
export type OtherProcess = Pick<WorkerProcess, 'kind' | 'host' | 'processId' | 'version'>

/** What a worker works on. */
export interface TaskAtWork {
  runId: string
  /** Null while the run itself is planned, read or given out. */
  batchId: string | null
  /** ISO 8601, UTC. */
  since: string
}

/** How often a process says that it lives. */
export const BEAT_EVERY_MS = 3_000

/**
 * After this time without a beat a process is taken for dead. The queue gives its tasks to others ten seconds after its last
 * sign of life, so by then it is silent.
 */
export const SILENT_AFTER_MS = 7_000

/** How long a process that went silent is still listed, so that a person sees what it worked on. */
export const FORGOTTEN_AFTER_MS = 60 * 60 * 1_000

/** Why a process may not work beside another one of another version, and what to do. */
export function describeOtherVersion(version: string, other: OtherProcess): string {
  const name = other.kind === 'service' ? 'service' : 'worker'
  return `This process runs version ${version} of Doclift, but the ${name} on ${other.host} (process ${other.processId}) runs version ${other.version} on the same database. All of them need the same version. Stop every process of the older one, wait ${SILENT_AFTER_MS / 1_000} seconds, then start this one again.`
}
