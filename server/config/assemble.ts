import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Config, DatabaseConfig, SalesforceLogin } from '../config.ts'
import { type Encryption, type ObjectStorage, parseTags } from '../domain/object/storage.ts'
import type { TestMode } from '../domain/run/test-mode.ts'
import type { CohortSettings } from '../domain/switch/cohorts.ts'
import { parseAccountIds } from './account-ids.ts'
import { isLoopbackHost, parseHosts, withoutTrailingSlash } from './addresses.ts'
import type { FileTexts } from './files.ts'
import type { JwtKey } from './jwt-keys.ts'
import type { LinkKeySetting } from './link-keys.ts'
import { parseObjectNames } from './object-names.ts'
import { parsePercentages } from './percentages.ts'
import { Secret } from './secret.ts'
import type { VendorFiles } from './source-files.ts'
import { toSources } from './sources.ts'
import type { DATABASE_VARIABLES, Settings } from './variables.ts'

/** Twice as many as the guardrail judges from on, in ten or more Accounts. */
const CANARY_RECORDS = 200
const COHORT_PERCENTAGES = '1,10'

/** What files and settings in JSON hold. */
interface ParsedFiles {
  jwtKeys: readonly JwtKey[]
  linkKeys: readonly LinkKeySetting[]
  conformKeys: readonly string[]
  vendorFiles: VendorFiles
}

/** Gives valid settings the shape and the units the code works with. */
export function toConfig(
  settings: Settings,
  files: FileTexts,
  { jwtKeys, linkKeys, conformKeys, vendorFiles }: ParsedFiles,
): Config {
  return {
    profile: settings.PROFILE,
    testMode: toTestMode(settings),
    environment: settings.ENVIRONMENT,
    worker: settings.WORKER,
    workerProcesses: toProcesses(settings.WORKER_PROCESSES),
    logLevel: settings.LOG_LEVEL,
    database: toDatabase(settings),
    http: toHttp(settings, files, jwtKeys),
    signingKeyFile: toSigningKeyFile(settings),
    conformKeys,
    webhookHosts: parseHosts(settings.WEBHOOK_HOSTS),
    salesforce: toSalesforce(settings, files),
    scope: { fileTypes: parseFileTypes(settings.SCOPE_FILE_TYPES) },
    vendor: toVendor(settings),
    sources: toSources(settings, files, vendorFiles),
    destination: toDestination(settings),
    urls: toUrls(settings, linkKeys),
    catchUp: { everyMinutes: settings.CATCH_UP_EVERY_MINUTES },
    housekeeping: {
      everyMinutes: settings.HOUSEKEEPING_EVERY_MINUTES,
      abandonedHours: settings.HOUSEKEEPING_ABANDONED_HOURS,
      keysDays: settings.HOUSEKEEPING_KEYS_DAYS,
      deliveriesDays: settings.HOUSEKEEPING_DELIVERIES_DAYS,
      itemsDays: settings.HOUSEKEEPING_ITEMS_DAYS,
    },
    copy: toCopy(settings),
    switch: toSwitch(settings),
    hours: { copy: settings.COPY_HOURS, switch: settings.SWITCH_HOURS },
    sideEffects: {
      objects: parseObjectNames(settings.SIDE_EFFECT_OBJECTS),
      per100Records: settings.SIDE_EFFECTS_PER_100_RECORDS,
    },
    cohorts: toCohorts(settings),
    guardrail: {
      failurePercent: settings.GUARDRAIL_FAILURE_PERCENT,
      leastRecords: settings.GUARDRAIL_LEAST_RECORDS,
      latestRecords: settings.GUARDRAIL_LATEST_RECORDS,
    },
    gate: toGate(settings),
  }
}

function toProcesses(text: string): number {
  return text === 'cores' ? availableParallelism() : Number(text)
}

/** Null when nothing is restricted. Ids were checked when the settings were read. */
function toTestMode(settings: Settings): TestMode | null {
  const accountIds = parseAccountIds(settings.TEST_ACCOUNT_IDS ?? '').ids
  const mostRecords = settings.TEST_MOST_RECORDS ?? null
  const isDryRunOnly = settings.TEST_DRY_RUN_ONLY
  const isRestricted = accountIds.length > 0 || mostRecords !== null || isDryRunOnly
  return isRestricted ? { accountIds, mostRecords, isDryRunOnly } : null
}

/** The part the database commands need. */
export function toDatabase(settings: Pick<Settings, keyof typeof DATABASE_VARIABLES>): DatabaseConfig {
  return {
    url: toSecret(settings.DATABASE_URL),
    ownerUrl: toSecret(settings.DATABASE_OWNER_URL),
    home: settings.DOCLIFT_HOME,
  }
}

function toHttp(settings: Settings, files: FileTexts, jwtKeys: readonly JwtKey[]): Config['http'] {
  const { TLS_CERT_FILE: certificatePem, TLS_KEY_FILE: privateKeyPem } = files
  const hasTls = certificatePem !== undefined && privateKeyPem !== undefined
  return {
    host: settings.HOST,
    port: settings.PORT,
    isLoopback: isLoopbackHost(settings.HOST),
    tls: hasTls ? { certificatePem, privateKeyPem: new Secret(privateKeyPem) } : null,
    jwtKeys,
  }
}

/** Where the key of this installation is, or will be. */
export function toSigningKeyFile(settings: Pick<Settings, 'SIGNING_KEY_FILE' | 'DOCLIFT_HOME'>): string {
  return settings.SIGNING_KEY_FILE ?? join(settings.DOCLIFT_HOME, 'signing-key.pem')
}

/** The part that only the org needs. */
export function toSalesforce(settings: Settings, files: FileTexts): Config['salesforce'] {
  const loginUrl = withoutTrailingSlash(settings.SALESFORCE_LOGIN_URL)
  return {
    loginUrl,
    login: toLogin(settings, files),
    apiVersion: settings.SALESFORCE_API_VERSION,
    allowedHosts: [...new Set([new URL(loginUrl).host, ...parseHosts(settings.SALESFORCE_ALLOWED_HOSTS)])],
    names: {
      object: settings.SALESFORCE_OBJECT,
      urlField: settings.SALESFORCE_URL_FIELD,
      identifierField: settings.SALESFORCE_IDENTIFIER_FIELD,
      accountField: settings.SALESFORCE_ACCOUNT_FIELD,
      typeField: settings.SALESFORCE_TYPE_FIELD,
    },
    documentType: settings.SALESFORCE_DOCUMENT_TYPE,
    apiSharePercent: settings.SALESFORCE_API_SHARE_PERCENT,
    versions: toVersions(settings),
  }
}

function toVersions(settings: Settings): Config['salesforce']['versions'] {
  const object = settings.SALESFORCE_VERSION_OBJECT
  return object === undefined ? null : { object, documentField: settings.SALESFORCE_VERSION_DOCUMENT_FIELD }
}

function toLogin(settings: Settings, files: FileTexts): SalesforceLogin {
  const clientId = settings.SALESFORCE_CLIENT_ID
  if (settings.SALESFORCE_CLIENT_SECRET !== undefined) {
    return { kind: 'client-credentials', clientId, clientSecret: new Secret(settings.SALESFORCE_CLIENT_SECRET) }
  }
  const privateKeyPem = new Secret(files.SALESFORCE_PRIVATE_KEY_FILE ?? '')
  return { kind: 'jwt-bearer', clientId, username: settings.SALESFORCE_USERNAME ?? '', privateKeyPem }
}

/** Lower case, without the dots that people write before them. */
function parseFileTypes(text: string): string[] {
  const types = text.split(',').map((type) => type.trim().replace(/^\./, '').toLowerCase())
  return types.filter((type) => type !== '')
}

function toVendor(settings: Settings): Config['vendor'] {
  return {
    documentHosts: parseHosts(settings.VENDOR_DOCUMENT_HOSTS),
    maxFileSizeBytes: settings.MAX_FILE_SIZE_MB * 1024 * 1024,
  }
}

function toDestination(settings: Settings): Config['destination'] {
  return {
    endpoint: settings.DESTINATION_ENDPOINT === undefined ? null : withoutTrailingSlash(settings.DESTINATION_ENDPOINT),
    region: settings.DESTINATION_REGION,
    bucket: settings.DESTINATION_BUCKET,
    prefix: settings.DESTINATION_PREFIX,
    accessKeyId: settings.DESTINATION_ACCESS_KEY_ID,
    secretAccessKey: new Secret(settings.DESTINATION_SECRET_ACCESS_KEY),
    isPathStyle: settings.DESTINATION_PATH_STYLE,
    storage: {
      encryption: toEncryption(settings),
      storageClass: settings.DESTINATION_STORAGE_CLASS,
      tags: toTags(settings.DESTINATION_TAGS),
    },
  }
}

function toEncryption({ DESTINATION_ENCRYPTION: kind, DESTINATION_KMS_KEY_ID: keyId }: Settings): Encryption {
  return kind === 'sse-kms' ? { kind, keyId: keyId ?? '' } : { kind }
}

/** What is wrong with tags was told when the settings were read. */
function toTags(text: string): ObjectStorage['tags'] {
  const parsed = parseTags(text)
  return 'problem' in parsed ? {} : parsed.tags
}

function toUrls(settings: Settings, linkKeys: readonly LinkKeySetting[]): Config['urls'] {
  const { SALESFORCE_LIGHTNING_URL: lightningUrl, SALESFORCE_NAMESPACE: namespace } = settings
  return {
    mode: settings.URL_MODE,
    baseUrl: settings.URL_BASE === undefined ? null : withoutTrailingSlash(settings.URL_BASE),
    page: lightningUrl === undefined ? null : { lightningUrl: new URL(lightningUrl).origin, namespace },
    linkKeys,
    readers: settings.DOCUMENT_URL_READERS,
  }
}

function toCopy(settings: Settings): Config['copy'] {
  return {
    parallel: settings.COPY_PARALLEL,
    megabytesPerSecond: settings.COPY_MEGABYTES_PER_SECOND,
    checksum: settings.COPY_CHECKSUM,
    batchSize: settings.COPY_BATCH,
  }
}

function toSwitch(settings: Settings): Config['switch'] {
  return {
    batchSize: settings.SWITCH_BATCH,
    collectionsUpTo: settings.COLLECTIONS_UP_TO,
    collectionsTimeoutMs: settings.COLLECTIONS_TIMEOUT_SECONDS * 1_000,
    doubtMs: settings.DOUBT_SECONDS * 1_000,
    jobQueuedLimitMs: settings.JOB_QUEUED_LIMIT_SECONDS * 1_000,
  }
}

/** In production a switch begins small unless told otherwise; a sandbox is where one tries. */
function toCohorts(settings: Settings): CohortSettings {
  const isProduction = settings.ENVIRONMENT === 'production'
  return {
    canaryAccountIds: parseAccountIds(settings.SWITCH_CANARY_ACCOUNT_IDS ?? '').ids,
    canaryRecords: settings.SWITCH_CANARY_RECORDS ?? (isProduction ? CANARY_RECORDS : 0),
    percentages: parsePercentages(settings.SWITCH_COHORT_PERCENTAGES ?? (isProduction ? COHORT_PERCENTAGES : '')),
    soakMinutes: settings.SWITCH_SOAK_MINUTES,
  }
}

function toGate(settings: Settings): Config['gate'] {
  return {
    sourceFreshForMs: settings.SOURCE_FRESH_FOR_HOURS * 3_600_000,
    evidenceFreshForMs: settings.EVIDENCE_FRESH_FOR_MINUTES * 60_000,
    minVerifiedPercent: settings.GATE_MIN_VERIFIED_PERCENT,
    linkSampleSize: settings.LINK_SAMPLE,
  }
}

function toSecret(text: string | undefined): Secret | null {
  return text === undefined ? null : new Secret(text)
}
