import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { migrateDatabase } from '../db/migrate.ts'
import { commonClock } from './adapters/clock/common-clock.ts'
import { systemClock } from './adapters/clock/system-clock.ts'
import { uuidIds } from './adapters/clock/uuid-ids.ts'
import { reachHost } from './adapters/http/reach.ts'
import { openFileSigner } from './adapters/keys/file-signer.ts'
import { openLinkProber } from './adapters/link-prober/link-prober.ts'
import { pinoLog } from './adapters/log/pino-log.ts'
import { startEmbeddedPostgres } from './adapters/postgres/embedded.ts'
import { openTrackingStore } from './adapters/postgres/tracking-store.ts'
import { openWorkQueue } from './adapters/postgres/work-queue.ts'
import { readStamp, writeStamp } from './adapters/s3/installation-stamp.ts'
import { type OpenObjectStore, openObjectStore } from './adapters/s3/object-store.ts'
import { probedStore } from './adapters/s3/probed-store.ts'
import {
  openSalesforceOrg,
  openSalesforceReader,
  type SalesforceOptions,
} from './adapters/salesforce/salesforce-org.ts'
import { openWebhookSender } from './adapters/webhook/webhook-sender.ts'
import {
  SWITCH_GATE,
  SWITCH_GATE_IN_PRODUCTION,
  SWITCH_GATE_OF_COUNTED_OBJECTS,
  SWITCH_GATE_OF_PAGES,
} from './checklists/switch.ts'
import { conformSettingsOf } from './config/conform-settings.ts'
import { linkSettingsOf, urlSettingsOf } from './config/url-settings.ts'
import {
  type Config,
  ConfigError,
  type DatabaseConfig,
  describeConfig,
  secretsOf,
  settingsFingerprint,
} from './config.ts'
import type { StoreCapabilities } from './domain/object/store-capabilities.ts'
import type { Binding } from './domain/org/identity.ts'
import { filesOf, megabytesOf, ONLY_WORKER, type WorkerNumber } from './domain/pace/part.ts'
import { redactor } from './domain/redact.ts'
import { describeTestMode } from './domain/run/test-mode.ts'
import { VERSION } from './domain/version.ts'
import { accessServices } from './operations/access/services.ts'
import { analysisServices } from './operations/analysis/services.ts'
import { bindInstallation } from './operations/bind-installation.ts'
import { conformServices } from './operations/conform/services.ts'
import type { Context, Pace, Settings } from './operations/context.ts'
import { createToken } from './operations/create-token.ts'
import { deadLetterServices } from './operations/dead-letters/services.ts'
import type { About } from './operations/diagnostics/about.ts'
import { usageOf } from './operations/diagnostics/measure.ts'
import { diagnosticServices } from './operations/diagnostics/services.ts'
import { eventServices } from './operations/events/services.ts'
import { failureServices } from './operations/failures/services.ts'
import { readSafeguards } from './operations/guardrail/read-safeguards.ts'
import { haltByHand } from './operations/halt-by-hand.ts'
import { housekeepingServices } from './operations/housekeeping/services.ts'
import { linkServices } from './operations/links/services.ts'
import { Bandwidth } from './operations/pace/bandwidth.ts'
import { HostPaces } from './operations/pace/host-paces.ts'
import { pauseRun } from './operations/pause-run.ts'
import { planRun } from './operations/plan-run.ts'
import { preflightServices } from './operations/preflight/services.ts'
import { readGate } from './operations/read-gate.ts'
import { readUsage } from './operations/read-usage.ts'
import { reportServices } from './operations/reports/services.ts'
import { resumeRun } from './operations/resume-run.ts'
import { rollbackServices } from './operations/rollback/services.ts'
import type { ReadinessCheck, Services } from './operations/services.ts'
import { settingsServices } from './operations/settings/services.ts'
import { startRun } from './operations/start-run.ts'
import { webhookServices } from './operations/webhooks/services.ts'
import type { Clock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import type { Probe } from './ports/probe.ts'
import { PROBES } from './probes/registry.ts'
import { copyBucketsOf, openSources } from './wiring/sources.ts'

/** The application role of the embedded database; elsewhere it is the user of `DATABASE_URL`. */
const EMBEDDED_APP_ROLE = 'doclift_app'
const MAX_CONNECTIONS = 12
const POLL_MS = 1_000
const COPY_TRIES = 4
const COPY_RETRY_AFTER_MS = 500

/** An installation opened by one process: what its edges call, and what its worker works with. */
export interface Installation {
  services: Services
  context: Context
  /** Binds database and prefix to the org, or refuses (invariant 13). Before it nothing may be worked on. */
  bind(): Promise<Binding>
  close(): Promise<void>
}

/** The log of a process. Where several work, each of its lines says which of them speaks. */
export function openLog(config: Config, worker: WorkerNumber = ONLY_WORKER): Log {
  const facts = worker.of > 1 ? { worker: worker.number } : {}
  return pinoLog(config.logLevel, redactor(secretsOf(config)), { facts })
}

/** Where the database is, starting and migrating the embedded one when no address is set. */
export async function openDatabase(config: DatabaseConfig, log: Log): Promise<string> {
  if (config.url) return config.url.reveal()
  const embedded = await startEmbeddedPostgres({ home: resolve(config.home), log: (line) => log.info(line) })
  await migrateDatabase({ ownerUrl: embedded.ownerUrl, appRole: EMBEDDED_APP_ROLE })
  return embedded.appUrl
}

/**
 * Brings the database of the settings to the schema of this code, as its owner.
 * @throws ConfigError when the owner's address is missing
 */
export async function migrate(config: DatabaseConfig, log: Log): Promise<void> {
  if (!config.url) return void (await openDatabase(config, log))
  if (!config.ownerUrl) {
    throw new ConfigError(['DATABASE_OWNER_URL must be set: migrations run as the owner of the schema.'])
  }
  const appRole = decodeURIComponent(new URL(config.url.reveal()).username)
  await migrateDatabase({ ownerUrl: config.ownerUrl.reveal(), appRole })
}

type ProcessUse = 'service' | 'worker' | 'cli'

/**
 * Opens everything a process needs. Nothing is sent to the org, the vendor or the store before it is needed.
 * @param worker which of several worker processes this is
 * @param use what the process is for
 */
export async function openInstallation(
  config: Config,
  log: Log,
  worker: WorkerNumber = ONLY_WORKER,
  use: ProcessUse = 'service',
): Promise<Installation> {
  const ids = uuidIds(systemClock)
  const url = await openDatabase(config.database, log)
  const tracking = await openTrackingStore({ url, ids, maxConnections: MAX_CONNECTIONS, use })
  const clock = await commonClock(systemClock, () => tracking.readTime())
  const queue = await openWorkQueue({ orm: tracking.orm, log })
  const bound: { orgId?: string } = {}
  const org = openSalesforceReader(salesforceOptions(config, bound, clock))
  const writer = openSalesforceOrg(salesforceOptions(config, bound, clock))
  const pace: Pace = {
    worker,
    hosts: new HostPaces(filesOf(config.copy.parallel, worker)),
    bandwidth: new Bandwidth(systemClock, megabytesOf(config.copy.megabytesPerSecond, worker)),
  }
  const source = openSources(config, clock, (host, seen) => pace.hosts.observe(host, seen))
  const store = probedStore(
    (capabilities) => openStore(config, clock, capabilities, pace),
    `${config.destination.prefix}/_doclift/probe`,
  )
  const links = openLinkProber({ allowedHosts: linkHosts(config) })
  const signer = openFileSigner(resolve(config.signingKeyFile))
  const webhooks = openWebhookSender({ allowedHosts: config.webhookHosts })
  const ports = {
    tracking,
    queue,
    org,
    setup: org,
    census: org,
    writer,
    source,
    store,
    links,
    clock,
    ids,
    signer,
    webhooks,
    log,
  }
  const context: Context = {
    ports,
    settings: toSettings(config),
    pace,
    self: { id: ids.next(), host: hostname(), processId: process.pid, version: VERSION },
    probes: gateOf(config).map((id) => PROBES.get(id) as Probe),
    urlField: once(() => org.describeUrlField()),
  }
  const stamp = {
    read: () => readStamp(store, config.destination.prefix),
    write: (binding: Binding) => writeStamp(store, config.destination.prefix, binding),
  }
  return {
    context,
    services: toServices(config, context, aboutInstallation(config, stamp.read)),
    async bind() {
      const binding = await bindInstallation({ org, tracking, stamp, clock, environment: config.environment })
      bound.orgId = binding.orgId
      return binding
    },
    async close() {
      await queue.stop(0)
      await Promise.all([org, writer, source, store, links, webhooks].map((port) => port.close()))
      await tracking.close()
    },
  }
}

function salesforceOptions({ salesforce }: Config, bound: { orgId?: string }, clock: Clock): SalesforceOptions {
  const { login } = salesforce
  const auth =
    login.kind === 'client-credentials'
      ? { ...login, clientSecret: login.clientSecret.reveal() }
      : { ...login, privateKeyPem: login.privateKeyPem.reveal() }
  const { loginUrl, apiVersion, names, allowedHosts } = salesforce
  const versions = salesforce.versions ?? undefined
  const expectedOrgId = () => bound.orgId
  const polling = { clock, random: Math.random, pollIntervalMs: POLL_MS }
  return { loginUrl, apiVersion, names, versions, allowedHosts, auth, expectedOrgId, ...polling }
}

function openStore(config: Config, clock: Clock, capabilities: StoreCapabilities, pace: Pace): OpenObjectStore {
  const { copy, destination } = config
  const { endpoint, secretAccessKey, ...rest } = destination
  return openObjectStore({
    ...rest,
    ...(endpoint ? { endpoint } : {}),
    secretAccessKey: secretAccessKey.reveal(),
    allowedHosts: storeHosts(destination),
    copyBuckets: copyBucketsOf(config),
    capabilities,
    checksum: copy.checksum,
    clock,
    observe: (seen) => pace.hosts.observe('store', seen),
    passBytes: (bytes, signal) => pace.bandwidth.pass(bytes, signal),
  })
}

/** The store answers at its endpoint, or at the bucket's own name below it. */
function storeHosts({ endpoint, region, bucket }: Config['destination']): string[] {
  const host = endpoint === null ? `s3.${region}.amazonaws.com` : new URL(endpoint).host
  return [host, `${bucket}.${host}`]
}

function gateOf({ urls, profile, sideEffects }: Config): readonly string[] {
  const ofPages = urls.mode === 'object' ? [] : SWITCH_GATE_OF_PAGES
  const inProduction = profile === 'production' ? SWITCH_GATE_IN_PRODUCTION : []
  const ofCountedObjects = sideEffects.objects.length === 0 ? [] : SWITCH_GATE_OF_COUNTED_OBJECTS
  return [...SWITCH_GATE, ...ofPages, ...inProduction, ...ofCountedObjects]
}

/** Where new links are opened, and where the objects behind them are read that nobody reaches otherwise. */
function linkHosts({ urls, destination }: Config): string[] {
  const base = urls.baseUrl === null ? [] : [new URL(urls.baseUrl).host]
  return urls.mode === 'object' ? base : [...base, ...storeHosts(destination)]
}

function toSettings(config: Config): Settings {
  const { copy, destination, gate, salesforce, urls, vendor } = config
  return {
    profile: config.profile,
    testMode: config.testMode,
    fingerprint: settingsFingerprint(config),
    evidenceFreshForMs: gate.evidenceFreshForMs,
    object: salesforce.names.object,
    urlField: salesforce.names.urlField,
    scope: {
      documentType: salesforce.documentType,
      vendorHosts: vendor.documentHosts,
      fileTypes: config.scope.fileTypes,
      maxFileSizeBytes: vendor.maxFileSizeBytes,
      destinationHost: urls.baseUrl === null ? null : new URL(urls.baseUrl).host,
    },
    url: urlSettingsOf(config),
    conform: conformSettingsOf(config),
    links: linkSettingsOf(config),
    gate: {
      minVerifiedPercent: gate.minVerifiedPercent,
      sourceFreshForMs: gate.sourceFreshForMs,
      linkSample: gate.linkSampleSize,
      urlMode: urls.mode,
      names: { object: salesforce.names.object, urlField: salesforce.names.urlField },
      page: urls.page,
      openedWithinMs: gate.evidenceFreshForMs,
      countedObjects: config.sideEffects.objects,
      conform: conformSettingsOf(config),
    },
    copy: {
      prefix: destination.prefix,
      batchItems: copy.batchSize,
      tries: COPY_TRIES,
      retryAfterMs: COPY_RETRY_AFTER_MS,
    },
    changeable: {
      apiSharePercent: salesforce.apiSharePercent,
      copyParallel: copy.parallel,
      catchUpEveryMinutes: config.catchUp.everyMinutes,
      sideEffectsPer100Records: config.sideEffects.per100Records,
      copyMegabytesPerSecond: config.copy.megabytesPerSecond,
      copyHours: config.hours.copy,
      switchHours: config.hours.switch,
    },
    switching: {
      ...config.switch,
      batchItems: config.switch.batchSize,
      pollMs: POLL_MS,
      countedObjects: config.sideEffects.objects,
      cohorts: config.cohorts,
      guardrail: config.guardrail,
    },
    housekeeping: {
      everyMs: config.housekeeping.everyMinutes * 60_000,
      abandonedAfterMs: config.housekeeping.abandonedHours * 3_600_000,
      keysKeptDays: config.housekeeping.keysDays,
      deliveriesKeptDays: config.housekeeping.deliveriesDays,
      itemsKeptDays: config.housekeeping.itemsDays,
    },
  }
}

function toServices(config: Config, context: Context, about: About): Services {
  const { tracking, clock } = context.ports
  return {
    profile: config.profile,
    testMode: describeTestMode(config.testMode),
    environment: config.environment,
    orgDomain: new URL(config.salesforce.loginUrl).host,
    clock,
    tracking,
    orgTokenKeys: config.http.jwtKeys,
    planRun: (request, actor, idempotency) => planRun(context, request, actor, idempotency),
    approveRun: (runId, planHash, actor, idempotency) => startRun(context, runId, planHash, actor, idempotency),
    haltRun: (runId, actor, idempotency) => haltByHand(context, runId, actor, idempotency),
    pauseRun: (runId, actor, idempotency) => pauseRun(context, runId, actor, idempotency),
    resumeRun: (runId, actor, idempotency) => resumeRun(context, runId, actor, idempotency),
    createToken: (request, actor) => createToken(context.ports, request, actor),
    gateOf: (runId) => readGate(context, runId),
    safeguardsOf: (run) => readSafeguards(context, run),
    apiUsage: () => usageOf(context),
    readUsage: () => readUsage(context),
    checkReadiness: () => checkReadiness(context),
    rollback: rollbackServices(context),
    access: accessServices(context),
    events: eventServices(context),
    webhooks: webhookServices(context),
    reports: reportServices(context),
    analysis: analysisServices(context),
    failures: failureServices(context),
    links: linkServices(context),
    settings: settingsServices(context),
    diagnostics: diagnosticServices(context, about),
    deadLetters: deadLetterServices(context),
    preflight: preflightServices(context),
    conform: conformServices(context),
    housekeeping: housekeepingServices(context),
  }
}

/** What the diagnostics tell about this installation. */
function aboutInstallation(config: Config, readStamp: About['readStamp']): About {
  return {
    version: VERSION,
    environment: config.environment,
    settings: JSON.parse(describeConfig(config)),
    webhookHosts: config.webhookHosts,
    readStamp,
    reach: reachHost,
  }
}

async function checkReadiness({ ports }: Context): Promise<ReadinessCheck[]> {
  const isDatabaseOk = await ports.tracking.ping().then(
    () => true,
    () => false,
  )
  return [{ name: 'database', isOk: isDatabaseOk }]
}

/** Calls a function once and keeps its answer; a failure is not kept. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined
      throw error
    })
    return answer
  }
}
