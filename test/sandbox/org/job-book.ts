import { ApiError, notFound } from './errors.ts'
import { formatId } from './ids.ts'
import type { JobKind, Journal, JournalEntry } from './journal.ts'

export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted'

/** What ingest and query jobs have in common. */
export interface Job {
  id: string
  state: JobState
  /** Such as `67.0`; reading the job with another one is refused. */
  apiVersion: string
  createdById: string
  createdAtMs: number
  changedAtMs: number
}

type JobEntry = Extract<JournalEntry, { type: 'job-created' | 'job-changed' | 'job-deleted' }>

const FINAL: ReadonlySet<JobState> = new Set(['JobComplete', 'Failed', 'Aborted'])
const ID_HEADS: Readonly<Record<JobKind, string>> = { ingest: '750Mx0I', query: '750Mx0Q' }

/** The jobs of one kind. Each change is in the journal before anybody can see it. */
export class JobBook<J extends Job> {
  readonly #kind: JobKind
  readonly #jobs = new Map<string, J>()
  #created = 0

  constructor(kind: JobKind) {
    this.#kind = kind
  }

  create(journal: Journal, job: Omit<J, 'id' | 'createdAtMs' | 'changedAtMs'>): J {
    const now = Date.now()
    const id = formatId(ID_HEADS[this.#kind], this.#created + 1)
    const created = { ...job, id, createdAtMs: now, changedAtMs: now } as J
    this.#record(journal, { type: 'job-created', kind: this.#kind, job: created })
    return this.require(id, job.apiVersion)
  }

  change(journal: Journal, id: string, changes: Partial<Omit<J, 'id'>>): void {
    this.#record(journal, {
      type: 'job-changed',
      kind: this.#kind,
      id,
      changes: { ...changes, changedAtMs: Date.now() },
    })
  }

  remove(journal: Journal, id: string): void {
    this.#record(journal, { type: 'job-deleted', kind: this.#kind, id })
  }

  /** Gives a job as it is now, or undefined when it was deleted. */
  find(id: string): J | undefined {
    return this.#jobs.get(id)
  }

  /**
   * Gives a job.
   * @throws ApiError NOT_FOUND, or with status 409 when the job was made with another API version
   */
  require(id: string, apiVersion: string): J {
    const job = this.#jobs.get(id)
    if (job === undefined) throw notFound()
    if (job.apiVersion === apiVersion) return job
    throw new ApiError(
      409,
      'API_VERSION_MISMATCH',
      `The job was created with API version ${job.apiVersion}, not ${apiVersion}`,
    )
  }

  list(): J[] {
    return [...this.#jobs.values()]
  }

  /** Applies an entry that is in the journal already; one of another kind of job is passed over. */
  replay(entry: JobEntry): void {
    if (entry.kind !== this.#kind) return
    if (entry.type === 'job-created') this.#add(entry.job as unknown as J)
    else if (entry.type === 'job-deleted') this.#jobs.delete(entry.id)
    else this.#merge(entry.id, entry.changes as Partial<J>)
  }

  #record(journal: Journal, entry: JobEntry): void {
    journal.append(entry)
    this.replay(entry)
  }

  #add(job: J): void {
    this.#created += 1
    this.#jobs.set(job.id, job)
  }

  #merge(id: string, changes: Partial<J>): void {
    const job = this.#jobs.get(id)
    if (job !== undefined) this.#jobs.set(id, { ...job, ...changes })
  }
}

/** Tells whether a job will not change any more. */
export function isFinal(job: Job): boolean {
  return FINAL.has(job.state)
}

/**
 * Checks that a job may be aborted.
 * @throws ApiError INVALIDJOBSTATE
 */
export function requireAbortable(job: Job): void {
  if (!isFinal(job)) return
  const word = job.state === 'JobComplete' ? 'Completed' : job.state
  throw new ApiError(400, 'INVALIDJOBSTATE', `Aborting already ${word} Job not allowed`)
}

/** Gives the number the platform shows for an API version. */
export function versionNumber(job: Job): number {
  return Number(job.apiVersion)
}
