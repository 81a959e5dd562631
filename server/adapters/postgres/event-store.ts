import { Run as RunEntity } from '../../../db/entities/run.ts'
import type { EventStore } from '../../ports/tracking/events.ts'
import type { Database } from './client.ts'
import { toEntryCounts, toRun } from './run-rows.ts'
import { toRunCounts } from './run-store.ts'
import { readRunEvents } from './sql/read-run-events.ts'
import { itemsOf, readTotals } from './sql/read-totals.ts'

/** What happened to runs. */
export function eventStore(database: Database): EventStore {
  return {
    async readFollowedRuns(followed) {
      const runIds = followed.map(({ runId }) => runId)
      const runs = await database.entities((em) => em.find(RunEntity, { id: { $in: runIds } }))
      const totals = await readTotals(database, runIds.map(itemsOf))
      const events = await readRunEvents(database, followed)
      return runs.map((row) => ({
        run: toRun(row),
        counts: toRunCounts(totals.get(itemsOf(row.id)) ?? {}),
        entries: toEntryCounts(row),
        events: events.get(row.id) ?? [],
      }))
    },
  }
}
