import type { AccountTable } from './account-table.ts'
import type { DeleteLog } from './deleted-records.ts'
import type { Fault, FaultBoard } from './faults.ts'
import { type Issuer, issueInboundToken, type TokenRequest } from './inbound-tokens.ts'
import type { Lightning, PagesSource } from './lightning.ts'
import type { OrgMetadata, OrgSetup } from './metadata.ts'
import { people } from './people.ts'
import { LATEST } from './record-store.ts'
import { findField, type Row } from './schema.ts'
import type { Sessions } from './sessions.ts'
import { locate } from './tables.ts'
import type { Usage } from './usage.ts'
import type { UserDirectory } from './user-directory.ts'
import type { VersionTable } from './version-table.ts'
import { type Writer, writeChanges } from './writer.ts'

/** One accepted write of the URL field. */
export interface DocumentWrite {
  at: string
  byUserId: string
  value: string | null
}

/** What the demo and tests do to the org behind the API's back. */
export interface OrgControl {
  /** Changes a record as a person would in the org's pages; the operator when no user is named. */
  editRecord(recordId: string, fields: Record<string, string | null>, byUserId?: string): void
  renameAccount(accountId: string, name: string): void
  /** Deletes a record; some minutes ago when asked for, because `getDeleted` does not tell the minute that runs. */
  deleteRecord(recordId: string, options?: { minutesAgo?: number }): void
  /** Brings a deleted record back from the recycle bin, which gives it a new stamp. */
  undeleteRecord(recordId: string): void
  /** Limits what the org tells about deletions: ids of one answer, and how far back it remembers (ms since 1970). */
  limitDeleteLog(limits: Partial<DeleteLog>): void
  /** Adds the row of a new version of a document, as the vendor's editor does. Gives its id. */
  addVersion(recordId: string): string
  /** Reads a record as it is now; dates and times in ISO 8601. */
  readRecord(recordId: string): Record<string, string | null | boolean>
  issueToken(request: TokenRequest): string
  /** Activates or deactivates a user. */
  setUserActive(userId: string, isActive: boolean): void
  /**
   * Assigns a user to these permission set groups and to no other.
   * @param expiresAt ISO 8601; the assignments count until then
   */
  assignGroups(userId: string, groups: readonly string[], expiresAt?: string): void
  expireTokens(): void
  fault(fault: Fault): void
  clearFaults(): void
  /** How often each fault has struck since the start, by its name and what it was limited to. */
  faultsStruck(): Record<string, number>
  /** API requests since the start or the last reset. */
  apiCalls(): number
  resetApiCalls(): void
  /** Sets how many API requests of the day are used, and how many are allowed. */
  setApiUsage(used: number, allowed: number): void
  /** Serves the built pages at `/lightning`; their Apex calls this service. */
  servePages(source: PagesSource): void
  /** Changes the set-up around the document object; what is not named stays. It lasts until the org ends. */
  setMetadata(change: Partial<OrgMetadata>): void
  /** Every accepted write of the URL field, oldest first: the proof that nothing was written twice. */
  writesOf(recordId: string): DocumentWrite[]
  /** The same for many records, by record id. */
  writesOfEach(recordIds: readonly string[]): Record<string, DocumentWrite[]>
}

export interface Controlled {
  writer: Writer
  versions: VersionTable
  deleteLog: DeleteLog
  sessions: Sessions
  usage: Usage
  faults: FaultBoard
  issuer: Issuer
  users: UserDirectory
  lightning: Lightning
  setup: OrgSetup
  accounts: AccountTable
}

/** Makes the control of an org. Its methods throw RangeError for a record, user or group that does not exist. */
export function createControl(controlled: Controlled): OrgControl {
  const { writer, accounts, versions, deleteLog, sessions, usage, faults, issuer, users, lightning } = controlled
  return {
    editRecord: (recordId, fields, byUserId = people.operator.userId) => edit(writer, recordId, fields, byUserId),
    renameAccount: (accountId, name) => accounts.rename(writer.journal, { accountId, name }),
    deleteRecord: (recordId, { minutesAgo = 0 } = {}) => {
      const change = { position: requirePosition(writer, recordId), fields: { IsDeleted: true } }
      const atMs = Date.now() - minutesAgo * 60_000
      writer.records.commitAsOf(writer.journal, change, people.operator.userId, atMs)
    },
    undeleteRecord: (recordId) => write(writer, recordId, { IsDeleted: false }, people.operator.userId),
    limitDeleteLog: (limits) => void Object.assign(deleteLog, limits),
    addVersion: (recordId) => {
      const { Id } = writer.records.row(requirePosition(writer, recordId), LATEST)
      return versions.add(writer.journal, String(Id))
    },
    readRecord: (recordId) => showRow(writer, writer.records.row(requirePosition(writer, recordId), LATEST)),
    issueToken: (request) => issueInboundToken(issuer, request),
    setUserActive: (userId, isActive) => users.commit(writer.journal, { userId, isActive }),
    assignGroups: (userId, groups, expiresAt) => {
      users.commit(writer.journal, { userId, groups: groups.map((name) => ({ name, expiresAt: expiresAt ?? null })) })
    },
    expireTokens: () => sessions.expireAll(),
    fault: (fault) => faults.arm(fault),
    clearFaults: () => faults.clear(),
    faultsStruck: () => faults.struck(),
    apiCalls: () => usage.used,
    resetApiCalls: () => usage.reset(),
    setApiUsage: (used, allowed) => usage.become(used, allowed),
    servePages: (source) => lightning.serve(source),
    setMetadata: (change) => void Object.assign(controlled.setup.settings, change),
    writesOf: (recordId) => writesOf(controlled, recordId),
    writesOfEach: (recordIds) => Object.fromEntries(recordIds.map((id) => [id, writesOf(controlled, id)])),
  }
}

function edit(writer: Writer, recordId: string, fields: Record<string, string | null>, byUserId: string): void {
  const unknown = Object.keys(fields).find((name) => !findField(writer.records.definition, name)?.isUpdateable)
  if (unknown !== undefined) throw new RangeError(`${unknown} is not a field that can be edited.`)
  write(writer, recordId, fields, byUserId)
}

function write(writer: Writer, recordId: string, fields: Row, byUserId: string): void {
  writeChanges(writer, [{ position: requirePosition(writer, recordId), fields }], byUserId)
}

function requirePosition({ records }: Pick<Writer, 'records'>, recordId: string): number {
  const position = locate(records, recordId)
  if (position === undefined) throw new RangeError(`There is no record ${recordId}.`)
  return position
}

function showRow({ records }: Writer, row: Row): Record<string, string | null | boolean> {
  return Object.fromEntries(
    records.definition.fields.map(({ name }) => {
      const value = row[name] ?? null
      return [name, typeof value === 'number' ? new Date(value).toISOString() : value]
    }),
  )
}

function writesOf({ writer, setup: { urlField } }: Controlled, recordId: string): DocumentWrite[] {
  return writer.records
    .writesOf(requirePosition(writer, recordId))
    .filter(({ fields }) => urlField in fields)
    .map(({ atMs, byUserId, fields }) => ({
      at: new Date(atMs).toISOString(),
      byUserId,
      value: typeof fields[urlField] === 'string' ? fields[urlField] : null,
    }))
}
