import { SWEEP_SUBJECTS } from '../../domain/housekeeping/sweep.ts'
import type { HostPace } from '../../domain/pace/hosts.ts'
import type { Measurements } from '../../operations/diagnostics/measure.ts'
import type { PoolUse } from '../../ports/tracking/diagnostics.ts'
import type { LastSweep } from '../../ports/tracking/housekeeping.ts'
import type { Overview } from '../../ports/tracking/reads.ts'
import type { QueueDepth } from '../../ports/work-queue.ts'
import { byWord, type Metric, single } from '../prometheus.ts'

/** Codes beyond this many are counted together, so that a hostile org cannot make metrics without end. */
const MOST_CODES = 50

/**
 * Metrics of the whole installation, the same from each of its processes, and of the hosts that this process asks.
 * @param overview null while the database does not answer
 */
export function installationMetrics(overview: Overview | null, measurements: Measurements): Metric[] {
  const { queue, databaseConnections, connectionsInUse, pool, runs, workers, failures } = measurements
  const { housekeeping, salesforce, hosts } = measurements
  return [
    single('gauge', 'doclift_database_up', 'Whether the database answers: 1 or 0.', overview === null ? 0 : 1),
    ...(databaseConnections ? [connectionMetric(databaseConnections)] : []),
    ...(connectionsInUse ? [byWord('doclift_database_connections_in_use', IN_USE, 'use', connectionsInUse)] : []),
    ...(pool ? poolMetrics(pool) : []),
    ...(overview ? recordMetrics(overview) : []),
    ...(failures ? [byWord('doclift_failures', FAILURES, 'code', countsByCode(failures))] : []),
    ...(runs ? [byWord('doclift_runs', 'Runs by state.', 'state', runs)] : []),
    ...(workers ? [byWord('doclift_workers', WORKERS, 'state', workers)] : []),
    ...(queue ? queueMetrics(queue) : []),
    ...(housekeeping ? housekeepingMetrics(housekeeping) : []),
    ...salesforceMetrics(salesforce),
    ...hostMetrics(hosts),
  ]
}

const FAILURES = 'Records in scope whose last act failed, by failure code; the rarest codes together as other.'

const WORKERS = 'Processes of the installation, on all machines: alive, or silent because they died within the hour.'

function connectionMetric(connections: Record<string, number>): Metric {
  return byWord('doclift_database_connections', 'Connections of all processes to the database.', 'state', connections)
}

const IN_USE = 'Connections to the database that are not idle, by what their process is for.'

function poolMetrics({ limit, inUse, waiting, peakInUse, peakWaiting }: PoolUse): Metric[] {
  return [
    single(
      'gauge',
      'doclift_database_pool_limit',
      'Connections to the database that this process opens at most.',
      limit,
    ),
    single('gauge', 'doclift_database_pool_in_use', 'Those of them in use.', inUse),
    single('gauge', 'doclift_database_pool_peak_in_use', 'Most in use since the last reading.', peakInUse),
    single('gauge', 'doclift_database_pool_waiting', 'Callers that wait for a connection of this process.', waiting),
    single('gauge', 'doclift_database_pool_peak_waiting', 'Most that waited since the last reading.', peakWaiting),
  ]
}

function recordMetrics({ byState, outOfScope, verifiedBytes }: Overview): Metric[] {
  return [
    byWord('doclift_records', 'Records in scope by state.', 'state', byState),
    byWord('doclift_records_out_of_scope', 'Records out of scope by reason.', 'reason', outOfScope),
    single('gauge', 'doclift_verified_bytes', 'Bytes in the bucket that the store attested.', verifiedBytes),
  ]
}

/** Groups come with the largest first; one code can stand in several classes. */
function countsByCode(failures: NonNullable<Measurements['failures']>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { code, records } of failures) {
    const name = code in counts || Object.keys(counts).length < MOST_CODES ? code : 'other'
    counts[name] = (counts[name] ?? 0) + records
  }
  return counts
}

function queueMetrics({ queues, oldestWaitingMs }: QueueDepth): Metric[] {
  const samples = queues.flatMap(({ name, waiting, atWork }) => [
    { labels: { queue: name, state: 'waiting' }, value: waiting },
    { labels: { queue: name, state: 'at-work' }, value: atWork },
  ])
  const oldest = (oldestWaitingMs ?? 0) / 1_000
  return [
    { name: 'doclift_queue_tasks', type: 'gauge', help: 'Tasks that wait for a worker or are at work.', samples },
    single('gauge', 'doclift_queue_oldest_waiting_seconds', 'How long the oldest waiting task has waited.', oldest),
  ]
}

function housekeepingMetrics({ endedAt, totals }: LastSweep): Metric[] {
  const samples = SWEEP_SUBJECTS.map((subject) => ({ labels: { subject }, value: totals[subject] ?? 0 }))
  const endedAtSeconds = (endedAt === null ? 0 : Date.parse(endedAt)) / 1_000
  return [
    { name: 'doclift_housekeeping_removed_total', type: 'counter', help: REMOVED, samples },
    single('gauge', 'doclift_housekeeping_ended_timestamp_seconds', SWEPT, endedAtSeconds),
  ]
}

const REMOVED = 'What housekeeping has removed, by subject.'
const SWEPT = 'When the last sweep of housekeeping came to its end, in seconds since 1970; 0 before the first.'

function salesforceMetrics({ used, allowed, sent }: Measurements['salesforce']): Metric[] {
  const known = [
    ['doclift_salesforce_api_used', 'API requests of the org in the last 24 hours, as it said last.', used],
    ['doclift_salesforce_api_allowed', 'API requests the org may have in 24 hours, as it said last.', allowed],
  ] as const
  return [
    single('counter', 'doclift_salesforce_requests_total', 'Requests this process has sent to Salesforce.', sent),
    ...known.flatMap(([name, help, value]) => (value === null ? [] : [single('gauge', name, help, value)])),
  ]
}

function hostMetrics(hosts: readonly HostPace[]): Metric[] {
  const samples = (measure: (pace: HostPace) => number) =>
    hosts.map((pace) => ({ labels: { host: pace.host }, value: measure(pace) }))
  return [
    { name: 'doclift_host_files_limit', type: 'gauge', help: LIMIT, samples: samples(({ limit }) => limit) },
    { name: 'doclift_host_files_at_work', type: 'gauge', help: AT_WORK, samples: samples(({ atWork }) => atWork) },
    {
      name: 'doclift_host_slowdowns_total',
      type: 'counter',
      help: 'How often the limit of a host was lowered.',
      samples: samples(({ slowdowns }) => slowdowns),
    },
  ]
}

const LIMIT = 'Files that may ask the host at the same time, as it is able to answer.'
const AT_WORK = 'Files that ask the host now.'
