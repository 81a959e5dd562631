import { bulkIngestRoutes } from './bulk-ingest.ts'
import { bulkQueryRoutes } from './bulk-query.ts'
import { collectionsRoutes } from './collections.ts'
import { creationRoutes } from './creation.ts'
import { deletedRoutes } from './deleted-records.ts'
import { describeRoutes } from './describe.ts'
import type { Route } from './http.ts'
import { type IngestRunner, runIngestJob } from './ingest-runner.ts'
import { isFinal } from './job-book.ts'
import { type QueryJobs, runQueryJob } from './query-jobs.ts'
import { restQueryRoutes } from './rest-query.ts'
import { singleRecordRoutes } from './single-record.ts'
import type { OrgState } from './state.ts'

/** The part of an org that acts: its resources, and the jobs that run behind them. */
export interface OrgWork {
  routes: Route[]
  /** Ends the jobs that run and waits for them; they go on at the next start. */
  stop(): Promise<void>
}

/** Starts the work of an org, beginning with the jobs an earlier process left unfinished. */
export function startWork(state: OrgState, delayMs: number): OrgWork {
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()
  const { signal } = stopping
  const ingest: IngestRunner = { jobs: state.ingestJobs, writer: state.writer, delayMs, signal }
  const query = queryJobsOf(state, delayMs, signal)
  const track = (job: Promise<void>) => {
    running.add(job)
    job.finally(() => running.delete(job))
  }
  const startIngest = (id: string) => track(runIngestJob(ingest, id))
  const startQuery = (id: string) => track(runQueryJob(query, id))
  resume(state, startIngest, startQuery)
  const routes = [
    ...describeRoutes(state.tables),
    ...restQueryRoutes({ tables: state.tables, sequence: query.sequence, base: '' }),
    ...restQueryRoutes({ tables: state.toolingTables, sequence: query.sequence, base: '/tooling' }),
    ...collectionsRoutes(state.tables, state.writer),
    ...creationRoutes(state),
    ...deletedRoutes(state.tables, state.writer.records, state.deleteLog),
    ...singleRecordRoutes(state.tables, state.writer),
    ...bulkIngestRoutes({ jobs: state.ingestJobs, writer: state.writer, start: startIngest }),
    ...bulkQueryRoutes({ jobs: query, start: startQuery }),
  ]
  return {
    routes,
    stop: async () => {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

function queryJobsOf(state: OrgState, delayMs: number, signal: AbortSignal): QueryJobs {
  const { queryJobs: book, journal, tables, writer } = state
  return {
    book,
    journal,
    tables,
    faults: writer.rules.faults,
    sequence: () => writer.records.sequence,
    delayMs,
    signal,
  }
}

function resume(state: OrgState, startIngest: (id: string) => void, startQuery: (id: string) => void): void {
  for (const job of state.ingestJobs.book.list()) if (!isFinal(job) && job.state !== 'Open') startIngest(job.id)
  for (const job of state.queryJobs.list()) if (!isFinal(job)) startQuery(job.id)
}
