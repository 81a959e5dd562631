/** What one act over so many records cost. */
export interface Cost {
  seconds: number
  /** Statements that service and workers sent to the database; those in triggers are part of the one that fired them. */
  statements: number
  /** Pages of 8 KiB that these statements looked at, from memory or disk: it tells of a scan that no count of statements shows. */
  pages: number
  /** Requests to Salesforce. */
  apiCalls: number
  storeRequests: number
  /** By how much the database with its indexes is larger at the end of the act than it was when it was empty. */
  databaseBytes: number
  /** Peaks of resident memory while it went on; undefined where the system does not tell. */
  memory: Memory | undefined
}

/** In MiB. */
export interface Memory {
  /** The largest worker. */
  worker: number
  service: number
  /** All processes of PostgreSQL together; what they share is counted once. */
  database: number
}

/** One act over one size. */
export interface Measured {
  act: Act
  records: number
  cost: Cost
}

/** In the order in which they are carried out. */
export const ACTS = [
  'inventory',
  'back-up',
  'catch-up, nothing changed',
  'switch',
  'catch-up after the switch',
  'rollback of a tenth',
] as const
export type Act = (typeof ACTS)[number]

/** What is measured in numbers that do not depend on how fast the machine is. */
export const COUNTS = ['statements', 'pages', 'apiCalls', 'storeRequests', 'databaseBytes'] as const
export type Count = (typeof COUNTS)[number]
