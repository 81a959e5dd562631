import type { RunState } from '../../domain/run/run.ts'
import type { DocumentRef } from '../document-source.ts'

/** What the database says of itself. */
export interface DatabaseFacts {
  /** The role we work as. */
  role: string
  serverVersion: string
  /** Number of the last migration. */
  schemaVersion: number
  /** Connections of all processes of this installation, by what they do: `active`, `idle`, `idle in transaction`. */
  connections: Record<string, number>
}

/** What is asked about the ledger itself, to find out whether all is well. */
export interface DiagnosticStore {
  readDatabaseFacts(): Promise<DatabaseFacts>
  /**
   * Documents that were copied from the vendor and are known to have a newer version than the one they were created with,
   * the newest first.
   */
  documentsWithVersions(limit: number): Promise<DocumentRef[]>
  countRuns(): Promise<Partial<Record<RunState, number>>>
}
