import { createHash } from 'node:crypto'
import { toConfig, toDatabase, toSalesforce, toSigningKeyFile } from './config/assemble.ts'
import { combinationProblems, salesforceProblems } from './config/combinations.ts'
import { parseConformKeys } from './config/conform-keys.ts'
import { type Environment, readVariables, unknownVariables } from './config/environment.ts'
import { privacyProblems, type ReadText, readFiles, readTextFile } from './config/files.ts'
import { type JwtKey, parseJwtKeys } from './config/jwt-keys.ts'
import { type LinkKeySetting, parseLinkKeys } from './config/link-keys.ts'
import { Secret } from './config/secret.ts'
import { parseVendorFiles } from './config/source-files.ts'
import type { SourcesConfig } from './config/sources.ts'
import { DATABASE_VARIABLES, ORG_VARIABLES, type Settings, VARIABLES } from './config/variables.ts'
import { FatalError } from './domain/errors.ts'
import type { OrgPage } from './domain/link/org-page.ts'
import type { ChecksumChoice } from './domain/object/checksum.ts'
import type { ObjectStorage } from './domain/object/storage.ts'
import type { TestMode } from './domain/run/test-mode.ts'
import type { CohortSettings } from './domain/switch/cohorts.ts'
import type { UrlMode } from './domain/switch/url.ts'

export type { JwtKey } from './config/jwt-keys.ts'
export { Secret } from './config/secret.ts'
export type { SourcesConfig } from './config/sources.ts'

export interface DatabaseConfig {
  /** Of the application role; null starts the embedded PostgreSQL. */
  url: Secret | null
  /** Of the owner role, for migrations. */
  ownerUrl: Secret | null
  /** Folder for local data. */
  home: string
}

export type SalesforceLogin =
  | { kind: 'client-credentials'; clientId: string; clientSecret: Secret }
  | { kind: 'jwt-bearer'; clientId: string; username: string; privateKeyPem: Secret }

export interface HousekeepingConfig {
  /** 0 is only by hand. */
  everyMinutes: number
  abandonedHours: number
  keysDays: number
  deliveriesDays: number
  itemsDays: number
}

/** All settings of a process, parsed and frozen. Built by `readConfig` only. */
export interface Config {
  profile: 'testing' | 'production'
  /** What may be touched at all; null without test mode. */
  testMode: TestMode | null
  environment: 'sandbox' | 'production'
  worker: 'inside' | 'none'
  /** That work, of one service or one worker; the process that is started is the first of them. */
  workerProcesses: number
  logLevel: Settings['LOG_LEVEL']
  database: DatabaseConfig
  http: {
    host: string
    port: number
    isLoopback: boolean
    tls: { certificatePem: string; privateKeyPem: Secret } | null
    jwtKeys: readonly JwtKey[]
  }
  /** Made at the first use when there is none. */
  signingKeyFile: string
  /** Public keys that conformance reports are believed from, PEM. */
  conformKeys: readonly string[]
  /** Lower case, with port where there is one. */
  webhookHosts: readonly string[]
  salesforce: {
    loginUrl: string
    login: SalesforceLogin
    apiVersion: string
    /** Lower case, with port where there is one; the login host included. */
    allowedHosts: readonly string[]
    names: { object: string; urlField: string; identifierField: string; accountField: string; typeField: string }
    documentType: string
    /** Share of the org's daily API requests, in percent, until another is set. */
    apiSharePercent: number
    /** Where the vendor notes new versions; null when they are not looked for. */
    versions: { object: string; documentField: string } | null
  }
  /** Extensions of Names that are in scope, lower case, without dots; none means all. */
  scope: { fileTypes: readonly string[] }
  vendor: {
    /** Hosts in the URL field that are the vendor's. */
    documentHosts: readonly string[]
    maxFileSizeBytes: number
  }
  sources: SourcesConfig
  destination: {
    /** Null means AWS in the region. */
    endpoint: string | null
    region: string
    bucket: string
    prefix: string
    accessKeyId: string
    secretAccessKey: Secret
    isPathStyle: boolean
    storage: ObjectStorage
  }
  urls: {
    mode: UrlMode
    /** Null in the mode `org`. */
    baseUrl: string | null
    /** Null when neither the mode nor links need it. */
    page: OrgPage | null
    /** The newest first; none when no link is answered. */
    linkKeys: readonly LinkKeySetting[]
    readers: string
  }
  catchUp: { everyMinutes: number }
  housekeeping: HousekeepingConfig
  copy: { parallel: number; megabytesPerSecond: number; checksum: ChecksumChoice; batchSize: number }
  switch: {
    batchSize: number
    collectionsUpTo: number
    collectionsTimeoutMs: number
    doubtMs: number
    jobQueuedLimitMs: number
  }
  /** When files are copied, and when links are switched, until others are set. */
  hours: { copy: string; switch: string }
  /** What a switch sets off: further objects to count rows in, and how much is too much until another number is set. */
  sideEffects: { objects: readonly string[]; per100Records: number }
  /** How the Accounts of a switch are cut into cohorts. */
  cohorts: CohortSettings
  /** How much of the latest records of a switch may fail. */
  guardrail: { failurePercent: number; leastRecords: number; latestRecords: number }
  gate: { sourceFreshForMs: number; evidenceFreshForMs: number; minVerifiedPercent: number; linkSampleSize: number }
}

/** The settings do not do; nothing was started. The message holds all `problems` and is what a process prints. */
export class ConfigError extends FatalError {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super('config.invalid', formatProblems(problems))
    this.problems = problems
  }
}

function formatProblems(problems: readonly string[]): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
  return [
    `Doclift did not start: the settings have ${count}.`,
    ...problems.map((problem) => `  - ${problem}`),
    'Every setting is described in .env.example. To see Doclift work without any, run: npm run demo',
  ].join('\n')
}

/**
 * Reads all settings out of an environment, files included.
 * @throws ConfigError with every problem there is
 */
export function readConfig(environment: Environment, readText: ReadText = readTextFile): Config {
  const { values, problems } = readVariables(VARIABLES, environment)
  const settings = values as Partial<Settings>
  const files = readFiles(settings, readText)
  const keys = parseJwtKeys(files.texts.JWT_KEYS_FILE ?? '[]', settings.ENVIRONMENT)
  const linkKeys = readLinkKeys(files.texts.LINK_KEYS_FILE)
  const conformKeys = parseConformKeys(files.texts.CONFORM_PUBLIC_KEYS_FILE ?? '')
  const vendorFiles = parseVendorFiles({
    template: files.texts.VENDOR_BODY_TEMPLATE_FILE,
    headers: files.texts.VENDOR_HEADERS_FILE,
    command: settings.VENDOR_TOKEN_COMMAND,
  })
  const ofFiles = [keys, linkKeys, conformKeys, vendorFiles].flatMap((parsed) => parsed.problems)
  ofFiles.unshift(...files.problems, ...privacyProblems(settings))
  const all = [...problems, ...ofFiles, ...combinationProblems(settings)]
  all.push(...unknownVariables(environment))
  if (all.length > 0) throw new ConfigError(all)
  const parsed = { jwtKeys: keys.keys, linkKeys: linkKeys.keys, conformKeys: conformKeys.keys, vendorFiles }
  return deepFreeze(toConfig(values as Settings, files.texts, parsed))
}

function readLinkKeys(text: string | undefined): ReturnType<typeof parseLinkKeys> {
  return text === undefined ? { keys: [], problems: [] } : parseLinkKeys(text)
}

/** Every problem that `readConfig` would refuse to start for; none when there is none. */
export function settingsProblems(environment: Environment): readonly string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

/**
 * Reads only what the database commands need.
 * @throws ConfigError with every problem there is
 */
export function readDatabaseConfig(environment: Environment): DatabaseConfig {
  const { values, problems } = readVariables(DATABASE_VARIABLES, environment)
  if (problems.length > 0) throw new ConfigError(problems)
  return deepFreeze(toDatabase(values as Settings))
}

/** What a command needs that only speaks to the org. */
export interface OrgConfig {
  salesforce: Config['salesforce']
  signingKeyFile: string
}

/**
 * Reads only what speaks to the org.
 * @throws ConfigError with every problem there is
 */
export function readOrgConfig(environment: Environment, readText: ReadText = readTextFile): OrgConfig {
  const { values, problems } = readVariables(ORG_VARIABLES, environment)
  const settings = values as Partial<Settings>
  const files = readFiles(settings, readText)
  const all = [...problems, ...files.problems, ...salesforceProblems(settings)]
  if (all.length > 0) throw new ConfigError(all)
  const salesforce = toSalesforce(values as Settings, files.texts)
  return deepFreeze({ salesforce, signingKeyFile: toSigningKeyFile(values as Settings) })
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !(value instanceof Secret)) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}

/** Every secret among the settings, for whoever takes secrets out of texts. */
export function secretsOf(config: Config): string[] {
  return secretsIn(config).flatMap((secret) => secretParts(secret.reveal()))
}

/** The secrets that stand in an environment itself, also when its settings do not do. */
export function secretsOfEnvironment(environment: Environment): string[] {
  const names = Object.entries(VARIABLES).filter(([, schema]) => 'secret' in schema)
  return names.flatMap(([name]) => secretParts(environment[name] ?? ''))
}

/** What a program of ours that is not part of Doclift may see of an environment: everything but our secrets. */
export function withoutSecrets(environment: Environment): Environment {
  const isSecret = (name: string) => 'secret' in (VARIABLES[name as keyof typeof VARIABLES] ?? {})
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isSecret(name)))
}

/** The password of an address is a secret by itself. */
function secretParts(text: string): string[] {
  const password = URL.canParse(text) ? new URL(text).password : ''
  return password === '' ? [text] : [text, password, decodeURIComponent(password)]
}

function secretsIn(value: unknown): Secret[] {
  if (value instanceof Secret) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : []
}

/** All settings as JSON for a log or a person; secrets are replaced by a placeholder. */
export function describeConfig(config: Config): string {
  return JSON.stringify(config, null, 2)
}

/**
 * Stands for everything a gate's evidence depends on. Evidence measured under another fingerprint does not count. No secret
 * goes into it.
 * @returns SHA-256, hex
 */
export function settingsFingerprint(config: Config): string {
  const { salesforce, scope, destination, vendor, sources, urls, gate } = config
  const relevant = [
    [config.profile, config.testMode],
    config.environment,
    [salesforce.loginUrl, salesforce.apiVersion, salesforce.names, salesforce.versions, salesforce.documentType],
    config.conformKeys,
    scope,
    [vendor.documentHosts, vendor.maxFileSizeBytes],
    sourcesIn(sources),
    [destination.endpoint, destination.region, destination.bucket, destination.prefix, destination.storage],
    urls,
    config.sideEffects.objects,
    gate,
  ]
  return createHash('sha256').update(JSON.stringify(relevant)).digest('hex')
}

/** Where documents come from, without who asks for them: a renewed token proves nothing anew. */
function sourcesIn({ order, vendor, s3, https }: SourcesConfig): unknown[] {
  return [
    order,
    vendor && [vendor.apiUrl, vendor.version, vendor.bodyTemplate, vendor.responsePath],
    s3 && [s3.endpoint, s3.region, s3.buckets],
    https?.hosts,
  ]
}
