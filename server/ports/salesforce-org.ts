import type { Entry } from '../domain/file/scope.ts'
import type { OrgIdentity } from '../domain/org/identity.ts'
import type { CurrentValue } from '../domain/switch/compare.ts'

/** Object and field API names are settings: another org may see a prefix. */
export interface ObjectNames {
  object: string
  urlField: string
  identifierField: string
  accountField: string
  typeField: string
}

/** Where the vendor notes new versions of documents: one row each, with a lookup to the document. */
export interface VersionNames {
  object: string
  documentField: string
}

/** A new version of a document, as its row tells. */
export interface DocumentVersion {
  versionId: string
  recordId: string
  /** ISO 8601, UTC. */
  createdAt: string
}

export interface Deletion {
  recordId: string
  /** ISO 8601, UTC; whole seconds. */
  deletedAt: string
}

export interface Deletions {
  deletions: Deletion[]
  /** What was deleted from here on may be missing. */
  coveredUntil: Date
}

export interface IdPage {
  recordIds: string[]
  next: QueryPosition | undefined
}

export interface UrlFieldShape {
  type: string
  maxCharacters: number
  isUpdateable: boolean
  isNillable: boolean
}

export type OrgJobKind = 'ingest' | 'query'

/** A job of Bulk API 2.0 that our user made. */
export interface OrgJob {
  kind: OrgJobKind
  jobId: string
  apiVersion: string
  hasEnded: boolean
  /** By the clock of the org. */
  createdAt: Date
}

/** Where reading stopped; stored, so that a restarted inventory goes on from there. */
export interface QueryPosition {
  jobId: string
  apiVersion: string
  /** Locator of the next page; null for the first. */
  locator: string | null
  /** What is read when it is not entries. */
  reads?: 'ids'
}

export interface EntryPage {
  entries: Entry[]
  /** Position after this page; undefined after the last one. */
  next: QueryPosition | undefined
}

/** A user as the org knows it now. */
export interface OrgUser {
  /** 18 characters. */
  userId: string
  name: string
  isActive: boolean
  /** Developer names of the permission set groups it is assigned to, without assignments that have expired. */
  permissionSetGroups: string[]
}

export interface ApiUsage {
  /** Of the org, as its last answer said; null before the first answer. */
  used: number | null
  allowed: number | null
  /** When it said so, ISO 8601 by our clock; null before the first answer. */
  measuredAt: string | null
  /** Requests this process has sent. */
  sent: number
}

/**
 * Reading the org. All methods are idempotent and retried inside by the table of salesforce-platform.md 1.6. Errors:
 * TransientError `salesforce.unavailable`, `salesforce.concurrent-limit`, `salesforce.connection`; FatalError
 * `salesforce.daily-limit`, `salesforce.query-timeout`, `salesforce.unknown-exception`, `salesforce.api-version`,
 * `salesforce.unauthorised`, `salesforce.wrong-org`, `salesforce.host-not-allowed`, `salesforce.bad-request`.
 */
export interface OrgReader {
  /** Logs in when needed and says which org answered. */
  identity(): Promise<OrgIdentity>
  describeUrlField(): Promise<UrlFieldShape>
  /** How many entries the org shows us, all of them. */
  countEntries(): Promise<number>
  /**
   * Reads all entries by Bulk query, filtered only by SystemModstamp, page after page; the query job is deleted at the end.
   * @param from where to go on; a position whose job is gone throws PermanentError `salesforce.query-expired`, one whose job
   * failed as a whole FatalError `salesforce.query-failed`
   */
  readAllEntries(options: { modifiedFrom?: Date; from?: QueryPosition; signal?: AbortSignal }): AsyncIterable<EntryPage>
  /**
   * Reads the entries modified since: by REST, whose pages have no position, when they are few; else as `readAllEntries`.
   * @param from where to go on with a Bulk query
   */
  readModifiedEntries(options: {
    modifiedFrom: Date
    from?: QueryPosition
    signal?: AbortSignal
  }): AsyncIterable<EntryPage>
  /** Reads the ids of all entries by Bulk query; otherwise as `readAllEntries`. */
  readAllIds(options: { from?: QueryPosition; signal?: AbortSignal }): AsyncIterable<IdPage>
  /**
   * What was deleted in a window of at least a minute and not brought back. Undefined when the org cannot tell all of it:
   * it remembers 30 days, less when it purges, and tells at most 600,000 ids.
   */
  readDeletions(window: { from: Date; to: Date }, signal?: AbortSignal): Promise<Deletions | undefined>
  /** Rows of versions modified since, in pages; none where the settings name no object for them. */
  readVersions(options: { modifiedFrom: Date; signal?: AbortSignal }): AsyncIterable<DocumentVersion[]>
  /** The values of up to 2,000 records at this moment; records that are gone or hidden are missing from the map. */
  readValues(recordIds: readonly string[]): Promise<Map<string, CurrentValue>>
  /** The tracked fields of up to 2,000 records at this moment. */
  readEntries(recordIds: readonly string[]): Promise<Map<string, Entry>>
  /**
   * A user with its permission set groups, by two queries; undefined when the org shows none of that id. The integration
   * user must see the set-up of the org ("View Setup and Configuration").
   */
  findUser(userId: string): Promise<OrgUser | undefined>
  /** The server's own time, from its answers. */
  serverTime(): Promise<Date>
  /** The jobs that our user made and nobody has deleted, whatever made them. One request, more when they are many. */
  ownJobs(kind: OrgJobKind): Promise<OrgJob[]>
  /** Ends a query job and deletes it with its results. Idempotent; what was read from it stays. */
  discardQueryJob(job: Pick<QueryPosition, 'jobId' | 'apiVersion'>): Promise<void>
  usage(): ApiUsage
  /** Asks the org by one request; a user who may not see its limits gets what the last answer said. */
  readUsage(): Promise<ApiUsage>
}

export interface UrlWrite {
  recordId: string
  /** null clears the field. */
  url: string | null
}

export type WriteResult =
  | { recordId: string; result: 'written' }
  /** The org refused the row: its code and words. `isTransient` for row locks. */
  | { recordId: string; result: 'refused'; code: string; sentence: string; isTransient: boolean }
  /** The platform says that it did not touch the row. */
  | { recordId: string; result: 'unprocessed' }
  /** Somebody touched the record since; it was not written. */
  | { recordId: string; result: 'modified' }

export interface IngestJob {
  jobId: string
  apiVersion: string
}

export type IngestJobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted'

export interface IngestJobStatus {
  state: IngestJobState
  recordsProcessed: number
  errorMessage: string | null
}

/**
 * Writing to the org. Only the one door (`operations/write-urls.ts`) calls `updateRecords`, `updateRecordUnmodifiedSince`,
 * `createIngestJob`, `uploadIngestJob` and `closeIngestJob`; the architecture test `one-door` holds it. None of these is ever retried inside.
 * A lost answer throws LostAnswerError `salesforce.answer-lost`.
 */
export interface OrgWriter {
  /** One Collections call of up to 200 records with a deadline; a result for each record, in any order. */
  updateRecords(writes: readonly UrlWrite[], timeoutMs: number): Promise<WriteResult[]>
  /**
   * One record by itself with a deadline, unless it was touched after a moment; the org compares whole seconds.
   * @param since the record's SystemModstamp as it was read, ISO 8601
   */
  updateRecordUnmodifiedSince(write: UrlWrite, since: string, timeoutMs: number): Promise<WriteResult>
  createIngestJob(): Promise<IngestJob>
  uploadIngestJob(job: IngestJob, writes: readonly UrlWrite[]): Promise<void>
  closeIngestJob(job: IngestJob): Promise<void>
  /** Idempotent. Undefined when the job is gone: the org itself says so, not a page in front of it. */
  ingestJobStatus(job: IngestJob): Promise<IngestJobStatus | undefined>
  /** Idempotent; a job that is already terminal stays as it is. What was written stays written. */
  abortIngestJob(job: IngestJob): Promise<void>
  /**
   * Every row of success, failure and unprocessed results, by the uploaded Id; none when the job is gone. Idempotent for seven
   * days. A list is asked for when the one before it was read: whoever stops early saves calls.
   */
  ingestResults(job: IngestJob): AsyncIterable<WriteResult>
  /** Deletes a job that has ended. Idempotent; what it wrote stays. */
  deleteIngestJob(job: IngestJob): Promise<void>
}
