import { archivedSentence } from '../domain/file/archived.ts'
import type { GateDecision } from '../domain/gate/gate.ts'
import type { Environment } from '../domain/org/identity.ts'
import { countWarning } from '../domain/overview/count-warning.ts'
import { nextStep, type OverviewFacts, salesforceTruth } from '../domain/overview/next-step.ts'
import type { Run } from '../domain/run/run.ts'
import type { Overview } from '../ports/tracking/reads.ts'
import type { UsageView } from './read-usage.ts'
import type { Services } from './services.ts'

/** Where the whole migration stands. */
export interface Status {
  profile: string
  /** What test mode allows, as a sentence; null without one. */
  testMode: string | null
  environment: Environment
  overview: Overview
  /** The truth about Salesforce, in one sentence. */
  salesforce: string
  nextStep: string
  /** The org's API requests, as its newest answer to any process said; null before the first. */
  apiUsage: UsageView | null
  /** What it means that org and ledger count differently; null when they agree. */
  countWarning: string | null
  /** What waits for a restore at the source; null when nothing does. */
  archived: string | null
  /** Gate of the newest plan of a switch; null without one. */
  gate: { run: Run; decision: GateDecision } | null
}

type StatusServices = Pick<Services, 'tracking' | 'gateOf' | 'readUsage' | 'profile' | 'testMode' | 'environment'>

/** Reads where the migration stands; from counters, so that a million records cost what ten do. */
export async function readStatus(services: StatusServices): Promise<Status> {
  const { tracking, profile, testMode, environment } = services
  const [overview, gate, apiUsage] = await Promise.all([
    tracking.readOverview(),
    newestGate(services),
    services.readUsage(),
  ])
  const facts = factsOf(overview)
  return {
    profile,
    testMode,
    environment,
    overview,
    salesforce: salesforceTruth(facts),
    nextStep: nextStep(facts),
    apiUsage,
    countWarning: countWarning(overview.entryCount),
    archived: archivedSentence(overview.byState.restoring ?? 0),
    gate,
  }
}

async function newestGate({ tracking, gateOf }: Pick<StatusServices, 'tracking' | 'gateOf'>): Promise<Status['gate']> {
  const { items } = await tracking.listRuns({ limit: 1, operation: 'switch' })
  const run = items[0]
  const decision = run ? await gateOf(run.id) : null
  return run && decision ? { run, decision } : null
}

function factsOf({ total, byState, unfinishedRuns }: Overview): OverviewFacts {
  return { total, byState, runningOperations: unfinishedRuns.filter(isAtWork).map((run) => run.operation) }
}

/** A plan that waits for an approval, and a run that was halted, are not at work. */
function isAtWork({ state, planHash }: Run): boolean {
  return state === 'approved' || state === 'running' || (state === 'planned' && planHash === null)
}
