import type { AccessStore } from './tracking/access.ts'
import type { AnalysisStore } from './tracking/analyses.ts'
import type { ArchivedStore } from './tracking/archived.ts'
import type { BatchStore } from './tracking/batches.ts'
import type { CatchUpStore } from './tracking/catch-up.ts'
import type { CensusStore } from './tracking/censuses.ts'
import type { CohortStore } from './tracking/cohorts.ts'
import type { ConformStore } from './tracking/conform.ts'
import type { DeadLetterStore } from './tracking/dead-letters.ts'
import type { DiagnosticStore } from './tracking/diagnostics.ts'
import type { DriftStore } from './tracking/drift.ts'
import type { EventStore } from './tracking/events.ts'
import type { FailureStore } from './tracking/failures.ts'
import type { GuardrailStore } from './tracking/guardrails.ts'
import type { HoldStore } from './tracking/holds.ts'
import type { HousekeepingStore } from './tracking/housekeeping.ts'
import type { InstallationStore } from './tracking/installation.ts'
import type { InventoryStore } from './tracking/inventory.ts'
import type { LinkStore } from './tracking/links.ts'
import type { MeasurementStore } from './tracking/measurements.ts'
import type { PreflightStore } from './tracking/preflights.ts'
import type { ReadStore } from './tracking/reads.ts'
import type { ReportStore } from './tracking/reports.ts'
import type { RestoreStore } from './tracking/restores.ts'
import type { RunStore } from './tracking/runs.ts'
import type { SettingsStore } from './tracking/settings.ts'
import type { UploadStore } from './tracking/uploads.ts'
import type { UsageStore } from './tracking/usage.ts'
import type { WebhookStore } from './tracking/webhooks.ts'
import type { WorkerStore } from './tracking/workers.ts'

/**
 * The ledger: what is true. Errors common to all: TransientError `database.unavailable` when the database does not answer,
 * FatalError `database.schema` when it has another schema than this code.
 */
export interface TrackingStore
  extends InstallationStore,
    InventoryStore,
    ArchivedStore,
    CatchUpStore,
    DriftStore,
    RunStore,
    BatchStore,
    UploadStore,
    MeasurementStore,
    CensusStore,
    CohortStore,
    GuardrailStore,
    ReadStore,
    AccessStore,
    EventStore,
    WebhookStore,
    ReportStore,
    RestoreStore,
    AnalysisStore,
    PreflightStore,
    ConformStore,
    FailureStore,
    HoldStore,
    LinkStore,
    DiagnosticStore,
    UsageStore,
    HousekeepingStore,
    SettingsStore,
    WorkerStore,
    DeadLetterStore {
  /** Folds counter deltas into their bases; one owner at a time, others return at once. Returns rows folded. */
  foldCounters(): Promise<number>
  /** Answers when the database does; throws otherwise. */
  ping(): Promise<void>
  close(): Promise<void>
}
