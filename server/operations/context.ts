import type { ConformInstallation } from '../domain/conform/installation.ts'
import type { ScopeRules } from '../domain/file/scope.ts'
import type { LinkSettings } from '../domain/link/answer.ts'
import type { WorkerNumber } from '../domain/pace/part.ts'
import type { TestMode } from '../domain/run/test-mode.ts'
import type { ChangeableSettings } from '../domain/settings.ts'
import type { CohortSettings } from '../domain/switch/cohorts.ts'
import type { GuardrailLimits } from '../domain/switch/guardrail.ts'
import type { FieldShape, UrlSettings } from '../domain/switch/url.ts'
import type { WorkerProcess } from '../domain/worker/process.ts'
import type { Clock, Ids } from '../ports/clock.ts'
import type { DocumentSource } from '../ports/document-source.ts'
import type { LinkProber } from '../ports/link-prober.ts'
import type { Log } from '../ports/log.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { OrgCensus } from '../ports/org-census.ts'
import type { OrgSetup } from '../ports/org-setup.ts'
import type { GateSettings, Probe } from '../ports/probe.ts'
import type { OrgReader, OrgWriter } from '../ports/salesforce-org.ts'
import type { Signer } from '../ports/signer.ts'
import type { TrackingStore } from '../ports/tracking-store.ts'
import type { WebhookSender } from '../ports/webhook-sender.ts'
import type { WorkQueue } from '../ports/work-queue.ts'
import type { Bandwidth } from './pace/bandwidth.ts'
import type { HostPaces } from './pace/host-paces.ts'

/** What operations are given. `org` cannot write (invariant 1); what can stands apart, in `SwitchPorts`. */
export interface Ports {
  tracking: TrackingStore
  org: OrgReader
  setup: OrgSetup
  census: OrgCensus
  source: DocumentSource
  store: ObjectStore
  links: LinkProber
  queue: WorkQueue
  clock: Clock
  ids: Ids
  signer: Signer
  webhooks: WebhookSender
  log: Log
}

/** Only the switch and the rollback get these: a second login to the same org that may write. */
export interface SwitchPorts extends Ports {
  writer: OrgReader & OrgWriter
}

export interface CopySettings {
  /** Prefix of every key, without slashes at its ends. */
  prefix: string
  /** Items of one batch. */
  batchItems: number
  /** Tries of one object on transient errors, within one batch. */
  tries: number
  /** First wait between tries; it doubles each time. */
  retryAfterMs: number
}

export interface SwitchSettings {
  /** Items of one batch and rows of one ingest job. */
  batchItems: number
  /** Batches of up to this many items go by Collections, one Account at a time. */
  collectionsUpTo: number
  collectionsTimeoutMs: number
  /** A REST write whose answer was lost may still happen for this long. */
  doubtMs: number
  /** An ingest job that is still queued after this is aborted and its records compared anew. */
  jobQueuedLimitMs: number
  /** From closing an ingest job to the second look at it; waits grow from there. */
  pollMs: number
  /** API names of objects in which rows are counted that a switch sets off. */
  countedObjects: readonly string[]
  /** How the Accounts of a plan are cut into cohorts. */
  cohorts: CohortSettings
  /** How much may fail, and of how many of the latest records. */
  guardrail: GuardrailLimits & { latestRecords: number }
}

export interface HousekeepingSettings {
  /** From the end of a sweep to the next; 0 is only by hand. */
  everyMs: number
  /** Age of what no ledger knows from which on it is abandoned. */
  abandonedAfterMs: number
  keysKeptDays: number
  deliveriesKeptDays: number
  /** Of verifications and dry runs, from the end of the run. */
  itemsKeptDays: number
}

export interface Settings {
  profile: string
  /** What may be touched at all; null without test mode. */
  testMode: TestMode | null
  /** How long evidence may be used. */
  evidenceFreshForMs: number
  /** Fingerprint of what a gate depends on. */
  fingerprint: string
  /** API name of the document object. */
  object: string
  /** API name of the URL field. */
  urlField: string
  scope: ScopeRules
  url: UrlSettings
  /** What a report about a sandbox of the org must be about, and whose signature is believed. */
  conform: ConformInstallation
  /** Null when no link is answered. */
  links: LinkSettings | null
  gate: GateSettings
  copy: CopySettings
  /** What the environment says of settings that can be changed while the service runs. */
  changeable: ChangeableSettings
  switching: SwitchSettings
  housekeeping: HousekeepingSettings
}

/** How fast this process copies, whatever run it copies for. */
export interface Pace {
  /** Limits are of all worker processes of one command; this one keeps to its part. */
  worker: WorkerNumber
  hosts: HostPaces
  bandwidth: Bandwidth
}

export interface Context {
  ports: SwitchPorts
  settings: Settings
  pace: Pace
  /** This process, as the others know it. */
  self: Pick<WorkerProcess, 'id' | 'host' | 'processId' | 'version'>
  /** The URL field as the org describes it; asked for once by each process. */
  urlField(): Promise<FieldShape>
  /** The probes of the gate before a switch, in the order of its checklist. */
  probes: readonly Probe[]
}

/** Who acts when the service does something by itself. */
export const SERVICE_ACTOR_ID = 'doclift'
