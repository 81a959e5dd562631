import type { GateDecision } from '../domain/gate/gate.ts'
import type { Environment } from '../domain/org/identity.ts'
import type { Actor, Run, RunRequest } from '../domain/run/run.ts'
import type { Clock } from '../ports/clock.ts'
import type { ApiUsage } from '../ports/salesforce-org.ts'
import type { AccessStore } from '../ports/tracking/access.ts'
import type { CensusStore } from '../ports/tracking/censuses.ts'
import type { DriftStore } from '../ports/tracking/drift.ts'
import type { InstallationStore } from '../ports/tracking/installation.ts'
import type { ReadStore } from '../ports/tracking/reads.ts'
import type { IdempotencyBinding, RunStore } from '../ports/tracking/runs.ts'
import type { WorkerStore } from '../ports/tracking/workers.ts'
import type { AccessServices } from './access/services.ts'
import type { AnalysisServices } from './analysis/services.ts'
import type { OrgTokenKey } from './authenticate.ts'
import type { ConformServices } from './conform/services.ts'
import type { CreatedToken, TokenRequest } from './create-token.ts'
import type { DeadLetterServices } from './dead-letters/services.ts'
import type { DiagnosticServices } from './diagnostics/services.ts'
import type { EventServices } from './events/services.ts'
import type { FailureServices } from './failures/services.ts'
import type { Safeguards } from './guardrail/read-safeguards.ts'
import type { HousekeepingServices } from './housekeeping/services.ts'
import type { LinkServices } from './links/services.ts'
import type { PreflightServices } from './preflight/services.ts'
import type { UsageView } from './read-usage.ts'
import type { ReportServices } from './reports/services.ts'
import type { RollbackServices } from './rollback/services.ts'
import type { SettingsServices } from './settings/services.ts'
import type { WebhookServices } from './webhooks/services.ts'

/** The ledger as the edges may use it: they read, and change nothing past an operation. */
export type ReadableLedger = ReadStore &
  Pick<RunStore, 'getRun' | 'countsOf' | 'entriesOf' | 'largestAccountsOf' | 'planLines'> &
  DriftStore &
  Pick<CensusStore, 'censusesOf'> &
  Pick<AccessStore, 'findToken'> &
  Pick<InstallationStore, 'readBinding'> &
  Pick<WorkerStore, 'listWorkers'>

/** One thing that must work before requests make sense. */
export interface ReadinessCheck {
  name: string
  isOk: boolean
}

/** What the edges (HTTP and commands) call: operations with their ports already in their hands. */
export interface Services {
  profile: string
  /** What test mode allows, as a sentence; null without one. */
  testMode: string | null
  environment: Environment
  /** My Domain host of the org; typed by whoever confirms a change in Salesforce. */
  orgDomain: string
  clock: Clock
  tracking: ReadableLedger
  /** Public keys of the org's tokens, each with all that it may stand for. */
  orgTokenKeys: readonly OrgTokenKey[]

  planRun(request: RunRequest, actor: Actor, idempotency?: IdempotencyBinding): Promise<{ run: Run; isNew: boolean }>
  approveRun(runId: string, planHash: string, actor: Actor, idempotency?: IdempotencyBinding): Promise<Run>
  haltRun(runId: string, actor: Actor, idempotency?: IdempotencyBinding): Promise<Run>
  pauseRun(runId: string, actor: Actor, idempotency?: IdempotencyBinding): Promise<Run>
  resumeRun(runId: string, actor: Actor, idempotency?: IdempotencyBinding): Promise<Run>
  createToken(request: TokenRequest, actor: Actor): Promise<CreatedToken>

  /** How the gate of a run stands now; null when the run has none. */
  gateOf(runId: string): Promise<GateDecision | null>
  /** What keeps a switch from doing much harm, as it stands now. */
  safeguardsOf(run: Run): Promise<Safeguards>
  /** What this process has heard and sent. */
  apiUsage(): ApiUsage
  /** What the org said last to any process, and what is left for Doclift; null before it has said anything. */
  readUsage(): Promise<UsageView | null>
  /** Never throws; a check that fails says so. */
  checkReadiness(): Promise<ReadinessCheck[]>

  rollback: RollbackServices
  access: AccessServices
  events: EventServices
  webhooks: WebhookServices
  reports: ReportServices
  analysis: AnalysisServices
  failures: FailureServices
  links: LinkServices
  settings: SettingsServices
  diagnostics: DiagnosticServices
  deadLetters: DeadLetterServices
  preflight: PreflightServices
  conform: ConformServices
  housekeeping: HousekeepingServices
}
