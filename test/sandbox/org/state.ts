import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type AccountTable, accountTable } from './account-table.ts'
import { type DeleteLog, newDeleteLog } from './deleted-records.ts'
import type { FaultBoard } from './faults.ts'
import { IngestJobs } from './ingest-jobs.ts'
import { JobBook } from './job-book.ts'
import { type Journal, type JournalEntry, openJournal } from './journal.ts'
import { followSetup, newSetup, type OrgSetup } from './metadata.ts'
import { setupTables } from './metadata-tables.ts'
import type { QueryJob } from './query-jobs.ts'
import { RecordStore } from './record-store.ts'
import { accountObject, documentObject, organizationObject, versionObject } from './schema.ts'
import { SideEffects } from './side-effects.ts'
import { collectTables, fixedTable, type Table, type Tables } from './tables.ts'
import { UserDirectory } from './user-directory.ts'
import { VersionTable } from './version-table.ts'
import type { Writer } from './writer.ts'

export interface StateOptions {
  catalogue: Catalogue
  /** Where the journal and the uploads are; made when absent. */
  folder: string
  orgId: string
  isSandbox: boolean
  objectName: string
  fieldLength: number
  /** Stands before the names of the vendor's fields. */
  prefix: string
  faults: FaultBoard
}

/** Everything the org remembers. */
export interface OrgState {
  tables: Tables
  toolingTables: Tables
  setup: OrgSetup
  writer: Writer
  journal: Journal
  ingestJobs: IngestJobs
  queryJobs: JobBook<QueryJob>
  users: UserDirectory
  accounts: AccountTable
  versions: VersionTable
  deleteLog: DeleteLog
}

/** Opens what an org remembers, as its journal tells it. */
export function openState(options: StateOptions): OrgState {
  const uploads = join(options.folder, 'uploads')
  mkdirSync(uploads, { recursive: true, mode: 0o700 })
  const setup = newSetup(options.objectName, options.prefix)
  const told = setupTables(setup)
  const document = followSetup(documentObject(options), setup)
  const records = new RecordStore(options.catalogue, document, options.prefix)
  const users = new UserDirectory()
  const accounts = accountTable(options.catalogue, accountObject())
  const versions = new VersionTable(versionObject(options), () => records.sequence)
  const sideEffects = new SideEffects(setup)
  const fixed = [accounts, organizationTable(options), ...users.tables, ...sideEffects.tables]
  const tables = collectTables([records, versions, ...fixed, ...told.rest])
  const toolingTables = collectTables(told.tooling)
  const ingestJobs = new IngestJobs(uploads)
  const queryJobs = new JobBook<QueryJob>('query')
  const journal = openJournal(join(options.folder, 'journal.jsonl'), (entry) => {
    replay({ records, ingestJobs, queryJobs, users, accounts, versions }, entry)
  })
  const rules = { table: records, tables, faults: options.faults }
  const writer = { records, journal, rules, sideEffects }
  const deleteLog = newDeleteLog()
  return { tables, toolingTables, setup, writer, journal, ingestJobs, queryJobs, users, accounts, versions, deleteLog }
}

function organizationTable({ orgId, isSandbox }: StateOptions): Table {
  const organization = { Id: orgId, Name: 'Northwind', IsSandbox: isSandbox, OrganizationType: 'Enterprise Edition' }
  return fixedTable(organizationObject(), [organization])
}

interface Remembered {
  records: RecordStore
  ingestJobs: IngestJobs
  queryJobs: JobBook<QueryJob>
  users: UserDirectory
  accounts: AccountTable
  versions: VersionTable
}

function replay({ accounts, versions, ...remembered }: Remembered, entry: JournalEntry): void {
  const { records, ingestJobs, queryJobs, users } = remembered
  if (entry.type === 'writes') {
    records.replay(entry.writes)
    if (entry.progress !== undefined) ingestJobs.replay(entry.progress)
    return
  }
  if (entry.type === 'user-changed') {
    users.replay(entry.change)
    return
  }
  if (entry.type === 'account-renamed') {
    accounts.replay(entry.change)
    return
  }
  if (entry.type === 'account-changed') {
    accounts.replayChange(entry.change)
    return
  }
  if (entry.type === 'version-added') {
    versions.replay(entry.version)
    return
  }
  ingestJobs.book.replay(entry)
  queryJobs.replay(entry)
}
