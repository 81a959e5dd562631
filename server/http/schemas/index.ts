import { TokenSchema, WhoamiSchema } from './access.ts'
import { AccountSchema } from './account.ts'
import { AnalysisSchema } from './analysis.ts'
import { CohortSchema } from './cohort.ts'
import { ConnectionsSchema } from './connection.ts'
import { DeadLetterSchema } from './dead-letter.ts'
import { DownloadSchema } from './download.ts'
import { DriftSchema } from './drift.ts'
import { FailuresSchema, RunFailuresSchema } from './failure.ts'
import { ForecastSchema, RunForecastSchema } from './forecast.ts'
import { GateSchema } from './gate.ts'
import { GuardrailSchema } from './guardrail.ts'
import { OverviewSchema } from './overview.ts'
import { PreflightSchema } from './preflight.ts'
import { ProblemSchema } from './problem.ts'
import { ReceiptKeySchema, ReceiptSchema } from './receipt.ts'
import { HistorySchema, RecordSchema } from './record.ts'
import { RecordLinkSchema } from './record-link.ts'
import { RevokedLinksSchema } from './revoked-links.ts'
import { RunDetailSchema, RunHistorySchema, RunItemSchema, RunSchema } from './run.ts'
import { SeriesSchema } from './series.ts'
import { SettingsChangeSchema, SettingsSchema } from './settings.ts'
import { SideEffectsSchema } from './side-effects.ts'
import { SupportBundleSchema } from './support.ts'
import { DeliverySchema, SignedWebhookSchema, WebhookSchema } from './webhook.ts'
import { WorkersSchema } from './worker.ts'

/** Every schema that has a name of its own; they are registered before any route. */
export const NAMED_SCHEMAS = [
  ProblemSchema,
  GateSchema,
  SideEffectsSchema,
  CohortSchema,
  GuardrailSchema,
  RunSchema,
  RunDetailSchema,
  RunHistorySchema,
  RunItemSchema,
  RecordSchema,
  HistorySchema,
  AccountSchema,
  OverviewSchema,
  FailuresSchema,
  RunFailuresSchema,
  DriftSchema,
  PreflightSchema,
  ConnectionsSchema,
  WorkersSchema,
  DeadLetterSchema,
  SettingsSchema,
  SettingsChangeSchema,
  AnalysisSchema,
  ForecastSchema,
  RunForecastSchema,
  SeriesSchema,
  SupportBundleSchema,
  WhoamiSchema,
  TokenSchema,
  ReceiptSchema,
  RevokedLinksSchema,
  ReceiptKeySchema,
  DownloadSchema,
  RecordLinkSchema,
  WebhookSchema,
  SignedWebhookSchema,
  DeliverySchema,
]
