import type { HostPace } from '../../domain/pace/hosts.ts'
import type { RunState } from '../../domain/run/run.ts'
import type { ApiUsage } from '../../ports/salesforce-org.ts'
import type { PoolUse } from '../../ports/tracking/diagnostics.ts'
import type { FailureCount } from '../../ports/tracking/failures.ts'
import type { LastSweep } from '../../ports/tracking/housekeeping.ts'
import type { QueueDepth } from '../../ports/work-queue.ts'
import type { Context } from '../context.ts'
import { readFailures } from '../failures/read-failures.ts'

/** Figures of the installation at one moment; null where the database does not answer. */
export interface Measurements {
  queue: QueueDepth | null
  /** Connections to the database of all processes, by what they do. */
  databaseConnections: Record<string, number> | null
  /** Those that are not idle, by what their process is for. */
  connectionsInUse: Record<string, number> | null
  /** Of this process; null before its first connection. */
  pool: PoolUse | null
  runs: Partial<Record<RunState, number>> | null
  /** Processes of the installation; the silent ones died within the hour. */
  workers: Record<'alive' | 'silent', number> | null
  failures: Pick<FailureCount, 'code' | 'records'>[] | null
  housekeeping: LastSweep | null
  salesforce: ApiUsage
  /** How this process asks each host. */
  hosts: HostPace[]
}

/** Measures what only the database and the connections of this process know. Never throws. */
export async function measure(context: Context): Promise<Measurements> {
  const { tracking, queue } = context.ports
  const [depth, database, runs, workers, failures, housekeeping] = await Promise.all([
    orNull(queue.depth()),
    orNull(tracking.readDatabaseFacts()),
    orNull(tracking.countRuns()),
    orNull(countWorkers(tracking)),
    orNull(readFailures(context)),
    orNull(tracking.readLastSweep()),
  ])
  return {
    queue: depth,
    databaseConnections: database?.connections ?? null,
    connectionsInUse: database?.connectionsInUse ?? null,
    pool: tracking.poolUse() ?? null,
    runs,
    workers,
    failures,
    housekeeping,
    salesforce: usageOf(context),
    hosts: context.pace.hosts.read(),
  }
}

async function countWorkers(tracking: Context['ports']['tracking']): Promise<Record<'alive' | 'silent', number>> {
  const workers = await tracking.listWorkers()
  const alive = workers.filter(({ isAlive }) => isAlive).length
  return { alive, silent: workers.length - alive }
}

/** Reader and writer have a login each; what the org says is the same for both. */
export function usageOf({ ports: { org, writer } }: Context): ApiUsage {
  const [read, written] = [org.usage(), writer.usage()]
  return { ...read, sent: read.sent + written.sent }
}

function orNull<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  return asked.catch(() => null)
}
