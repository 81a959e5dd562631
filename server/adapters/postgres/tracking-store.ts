import type { MikroORM } from '@mikro-orm/postgresql'
import type { Ids } from '../../ports/clock.ts'
import type { TrackingStore } from '../../ports/tracking-store.ts'
import { accessStore } from './access-store.ts'
import { analysisStore } from './analysis-store.ts'
import { archivedStore } from './archived-store.ts'
import { batchStore } from './batch-store.ts'
import { catchUpStore } from './catch-up-store.ts'
import { censusStore } from './census-store.ts'
import { openDatabase } from './client.ts'
import { cohortStore } from './cohort-store.ts'
import { conformStore } from './conform-store.ts'
import { deadLetterStore } from './dead-letter-store.ts'
import { diagnosticStore } from './diagnostic-store.ts'
import { driftStore } from './drift-store.ts'
import { eventStore } from './event-store.ts'
import { failureStore } from './failure-store.ts'
import { holdStore } from './hold-store.ts'
import { housekeepingStore } from './housekeeping-store.ts'
import { installationStore } from './installation-store.ts'
import { inventoryStore } from './inventory-store.ts'
import { linkStore } from './link-store.ts'
import { measurementStore } from './measurement-store.ts'
import { preflightStore } from './preflight-store.ts'
import { readStore } from './read-store.ts'
import { reportStore } from './report-store.ts'
import { runStore } from './run-store.ts'
import { settingsStore } from './settings-store.ts'
import { foldCounters } from './sql/fold-counters.ts'
import { readLatestOutcomes } from './sql/read-latest-outcomes.ts'
import { readRestoreFacts } from './sql/read-restore-facts.ts'
import { uploadStore } from './upload-store.ts'
import { usageStore } from './usage-store.ts'
import { webhookStore } from './webhook-store.ts'
import { workerStore } from './worker-store.ts'

/** The ledger, and the pool it shares with the queue. */
export type PostgresTrackingStore = TrackingStore & { orm: MikroORM }

/**
 * Opens the ledger as the application role. What the store throws while the database is away is transient; it works again
 * by itself when the database is back.
 * @param options.use what this process is for; the server lists its connections under it
 * @param options.maxConnections of the pool; the queue works on the same pool
 * Errors: TransientError `database.unavailable`, FatalError `database.schema`, `database.refused`.
 */
export async function openTrackingStore(options: {
  url: string
  ids: Ids
  maxConnections: number
  use?: string
}): Promise<PostgresTrackingStore> {
  const database = await openDatabase(options)
  return {
    ...installationStore(database),
    ...inventoryStore(database),
    ...catchUpStore(database),
    ...driftStore(database),
    ...runStore(database, () => options.ids.next()),
    ...batchStore(database),
    ...uploadStore(database),
    ...measurementStore(database),
    ...censusStore(database),
    ...cohortStore(database),
    ...readStore(database),
    ...accessStore(database),
    ...eventStore(database),
    ...webhookStore(database),
    ...reportStore(database),
    latestOutcomes: (runId, records) => readLatestOutcomes(database, runId, records),
    restoreFacts: (recordIds) => readRestoreFacts(database, recordIds),
    ...archivedStore(database),
    ...analysisStore(database),
    ...preflightStore(database),
    ...conformStore(database),
    ...failureStore(database),
    ...holdStore(database),
    ...linkStore(database),
    ...diagnosticStore(database),
    ...usageStore(database),
    ...housekeepingStore(database),
    ...settingsStore(database),
    ...workerStore(database),
    ...deadLetterStore(database, () => options.ids.next()),
    foldCounters: () => foldCounters(database),
    ping: async () => void (await database.rows('select 1')),
    close: () => database.close(),
    orm: database.orm,
  }
}
