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
  /** Those of them that are not idle, by what their process is for: `service`, `worker`, `cli`, `other`. */
  connectionsInUse: Record<string, number>
}

/** How the connections of this process to the database are used. */
export interface PoolUse {
  /** So many are opened at most. */
  limit: number
  inUse: number
  /** Callers that have asked for a connection and have none yet: all are in use, or one is being opened. */
  waiting: number
  /** Highest since the last reading. */
  peakInUse: number
  /** Highest since the last reading. */
  peakWaiting: number
}

/** What is asked about the ledger itself, to find out whether all is well. */
export interface DiagnosticStore {
  readDatabaseFacts(): Promise<DatabaseFacts>
  /** Undefined before the first connection. */
  poolUse(): PoolUse | undefined
  /**
   * Documents that were copied from the vendor and are known to have a newer version than the one they were created with,
   * the newest first.
   */
  documentsWithVersions(limit: number): Promise<DocumentRef[]>
  countRuns(): Promise<Partial<Record<RunState, number>>>
}
