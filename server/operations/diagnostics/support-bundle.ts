import type { Environment } from '../../domain/org/identity.ts'
import type { Actor, Run } from '../../domain/run/run.ts'
import type { Overview } from '../../ports/tracking/reads.ts'
import type { Context } from '../context.ts'
import { type FailureGroup, readFailures } from '../failures/read-failures.ts'
import type { About } from './about.ts'
import type { ConnectionCheck } from './check-connections.ts'
import { type Measurements, measure } from './measure.ts'

/** A run without the words it ended with, which can name objects and Accounts. */
export interface RunSummary
  extends Pick<
    Run,
    'id' | 'number' | 'operation' | 'isDryRun' | 'state' | 'createdAt' | 'startedAt' | 'endedAt' | 'stopCode'
  > {
  /** Kind of the scope alone. */
  scope: Run['scope']['kind']
}

/** What whoever helps needs to know. No name and no URL of a record, no name of an Account, no secret. */
export interface SupportBundle {
  id: string
  /** ISO 8601, UTC. */
  createdAt: string
  version: string
  node: string
  platform: string
  profile: string
  environment: Environment
  schemaVersion: number
  settings: Readonly<Record<string, unknown>>
  connections: ConnectionCheck[]
  overview: Omit<Overview, 'unfinishedRuns'>
  /** The newest first. */
  runs: RunSummary[]
  failures: Omit<FailureGroup, 'example'>[]
  /** The groups of failures stand apart. */
  measurements: Omit<Measurements, 'failures'>
  /** Of this process. */
  memory: { residentBytes: number; heapUsedBytes: number }
}

const NEWEST_RUNS = 20

/** Collects a support bundle. That it was made stands in the audit log. */
export async function supportBundle(
  context: Context,
  about: About,
  check: () => Promise<ConnectionCheck[]>,
  actor: Actor,
): Promise<SupportBundle> {
  const { tracking, clock, ids } = context.ports
  const [id, createdAt] = [ids.next(), clock.now()]
  await tracking.appendAudit({
    at: createdAt,
    actorId: actor.id,
    action: 'support-bundle.made',
    subject: id,
    detail: {},
  })
  const [facts, connections, { unfinishedRuns, ...overview }, runs, groups, { failures, ...measurements }] =
    await Promise.all([
      tracking.readDatabaseFacts(),
      check(),
      tracking.readOverview(),
      tracking.listRuns({ limit: NEWEST_RUNS }),
      readFailures(context),
      measure(context),
    ])
  return {
    id,
    createdAt: createdAt.toISOString(),
    version: about.version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    profile: context.settings.profile,
    environment: about.environment,
    schemaVersion: facts.schemaVersion,
    settings: about.settings,
    connections,
    overview,
    runs: runs.items.map(summarise),
    failures: groups.map(({ example, ...group }) => group),
    measurements,
    memory: memoryOfProcess(),
  }
}

function memoryOfProcess(): SupportBundle['memory'] {
  const { rss, heapUsed } = process.memoryUsage()
  return { residentBytes: rss, heapUsedBytes: heapUsed }
}

function summarise(run: Run): RunSummary {
  const { id, number, operation, isDryRun, state, createdAt, startedAt, endedAt, stopCode } = run
  const scope = run.scope.kind
  return { id, number, operation, isDryRun, state, createdAt, startedAt, endedAt, stopCode, scope }
}
