import type { OrgIdentity } from '../../domain/org/identity.ts'
import type { Clock } from '../../ports/clock.ts'
import type { OrgCensus } from '../../ports/org-census.ts'
import type { OrgSetup } from '../../ports/org-setup.ts'
import type { ApiUsage, ObjectNames, OrgReader, OrgWriter, VersionNames } from '../../ports/salesforce-org.ts'
import { BulkIngest } from './bulk-ingest.ts'
import { DEFAULT_PAGE_SIZES, type PageSizes } from './bulk-query.ts'
import { retrieveEntries, retrieveValues, updateUrls } from './collections.ts'
import { readDeletions } from './deletions.ts'
import { checkedNames } from './entry-fields.ts'
import { OrgHttp } from './http.ts'
import { JsforceClient } from './jsforce-client.ts'
import { parseJson } from './json.ts'
import { orgReading } from './modified.ts'
import { orgCensus } from './org-census.ts'
import { orgSetup } from './org-setup.ts'
import { discardQueryJob, readOwnJobs } from './own-jobs.ts'
import { type OrgRequest, OrgRequests } from './request.ts'
import { countRecords, describeUrlField, readDailyRequests, readOrganization, readServerTime } from './rest.ts'
import { Retries, type RetryRules } from './retries.ts'
import { type OrgAuth, OrgSession, wrongOrg } from './session.ts'
import { updateUnmodifiedSince } from './single-record.ts'
import { findUser } from './users.ts'

export interface SalesforceTimeouts {
  connectMs: number
  /** For a whole answer, and for the silence within a download. The platform itself cuts a REST call at ten minutes. */
  answerMs: number
}

export interface SalesforceOptions {
  loginUrl: string
  /** Of new jobs and all REST calls; a job that exists is read with the version it was created with. */
  apiVersion: string
  auth: OrgAuth
  names: ObjectNames
  /** Where new versions of documents are noted; without it none are read. */
  versions?: VersionNames | undefined
  /** Hosts besides `*.salesforce.com` and `*.salesforce.mil`, lower case, with port or (for any port) without. */
  allowedHosts: readonly string[]
  /** The org this installation is bound to, once it is; every login is compared with it (invariant 13). */
  expectedOrgId?: () => string | undefined
  clock: Clock
  /** Draws a number from 0 to 1: waits before tries again are spread by it. */
  random: () => number
  /** Between the first two polls of a query job; later polls come ever more slowly. */
  pollIntervalMs: number
  timeouts?: Partial<SalesforceTimeouts>
  retries?: Partial<Omit<RetryRules, 'random'>>
  pageSizes?: Partial<PageSizes>
}

interface Closable {
  /** Ends all connections; requests under way fail. */
  close(): Promise<void>
}

interface OpenOrg {
  options: SalesforceOptions
  http: OrgHttp
  session: OrgSession
  requests: OrgRequests
}

const DEFAULT_TIMEOUTS: SalesforceTimeouts = { connectMs: 10_000, answerMs: 120_000 }
/** Five tries within four to eight seconds outlive a restart at the other side; an outage is the run's to wait for. */
const DEFAULT_RETRIES = { attempts: 5, firstDelayMs: 500, longestDelayMs: 30_000 }

/**
 * Opens the org for reading alone: what is returned has no way to write (invariant 1). Nothing is sent before the first
 * call.
 * @throws FatalError salesforce.host-not-allowed for the login URL; RangeError for names that are no API names
 */
export function openSalesforceReader(options: SalesforceOptions): OrgReader & OrgSetup & OrgCensus & Closable {
  const org = openOrg(options)
  const parts = { ...org, ...options }
  return { ...readerOf(org), ...orgSetup(parts), ...orgCensus(parts), close: () => org.http.close() }
}

/** Opens the org for reading and writing; otherwise as `openSalesforceReader`. */
export function openSalesforceOrg(options: SalesforceOptions): OrgReader & OrgWriter & Closable {
  const org = openOrg(options)
  return { ...readerOf(org), ...writerOf(org), close: () => org.http.close() }
}

function openOrg(options: SalesforceOptions): OpenOrg {
  checkedNames(options.names)
  if (options.versions) checkedNames(options.versions)
  const { connectMs, answerMs } = { ...DEFAULT_TIMEOUTS, ...options.timeouts }
  const http = new OrgHttp(connectMs, () => options.clock.now())
  const session = new OrgSession({ ...options, timeoutMs: answerMs }, http)
  const rules = { ...DEFAULT_RETRIES, random: options.random, ...options.retries }
  const retries = new Retries(rules, options.clock)
  return { options, http, session, requests: new OrgRequests({ session, http, retries, timeoutMs: answerMs }) }
}

function readerOf(org: OpenOrg): OrgReader {
  const { names, apiVersion } = org.options
  const read = async (request: OrgRequest) => parseJson(await org.requests.read(request))
  const client = new JsforceClient(apiVersion, (request) => read({ ...request, isSmallest: true }))
  const clients = { many: new JsforceClient(apiVersion, read), one: client }
  const pageSizes = { ...DEFAULT_PAGE_SIZES, ...org.options.pageSizes }
  const parts = { ...org.options, requests: org.requests, pageSizes }
  const deletionsOf = { requests: org.requests, object: names.object, apiVersion }
  return {
    ...orgReading(parts, names, org.options.versions),
    identity: () => identify(org, client),
    describeUrlField: () => describeUrlField(client, names),
    countEntries: () => countRecords(client, names.object),
    readDeletions: (window, signal) => readDeletions(deletionsOf, window, signal),
    readValues: (recordIds) => retrieveValues(clients, names, recordIds),
    readEntries: (recordIds) => retrieveEntries(clients, names, recordIds),
    findUser: (userId) => findUser(client, org.options.clock, userId),
    serverTime: () => readServerTime(org.requests, apiVersion),
    ownJobs: (kind) => readOwnJobs({ ...org, apiVersion }, kind),
    discardQueryJob: (job) => discardQueryJob(org.requests, job),
    usage: () => org.http.usage(),
    readUsage: () => readUsage(org),
  }
}

function writerOf(org: OpenOrg): OrgWriter {
  const { names, apiVersion } = org.options
  const ingest = new BulkIngest(org.requests, names, apiVersion)
  return {
    updateRecords: (writes, timeoutMs) => updateUrls({ requests: org.requests, names, apiVersion }, writes, timeoutMs),
    updateRecordUnmodifiedSince: (write, since, timeoutMs) =>
      updateUnmodifiedSince({ requests: org.requests, names, apiVersion }, write, since, timeoutMs),
    createIngestJob: () => ingest.create(),
    uploadIngestJob: (job, writes) => ingest.upload(job, writes),
    closeIngestJob: (job) => ingest.close(job),
    ingestJobStatus: (job) => ingest.status(job),
    abortIngestJob: (job) => ingest.abort(job),
    ingestResults: (job) => ingest.results(job),
    deleteIngestJob: (job) => ingest.delete(job),
  }
}

/** The resource tells it exactly; a user who may not see it hears it in the header of the refusal. */
async function readUsage({ requests, http, options }: OpenOrg): Promise<ApiUsage> {
  const daily = await readDailyRequests(requests, options.apiVersion)
  return { ...http.usage(), ...daily, ...(daily && { measuredAt: options.clock.now().toISOString() }) }
}

/** What the token says about the org must be what the org says about itself. */
async function identify(org: OpenOrg, client: JsforceClient): Promise<OrgIdentity> {
  const identity = await readOrganization(client)
  const { orgId } = await org.session.grant()
  if (identity.orgId !== orgId) throw wrongOrg(orgId, identity.orgId)
  return identity
}
