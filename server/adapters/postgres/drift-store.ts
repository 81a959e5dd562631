import type { DriftStore } from '../../ports/tracking/drift.ts'
import type { Database } from './client.ts'
import { countOpenDrift, listDriftRows, toFinding } from './sql/list-drift.ts'
import { pageOf } from './values.ts'

/** What moved in the org. */
export function driftStore(database: Database): DriftStore {
  return {
    async listDrift(options) {
      return pageOf(await listDriftRows(database, options), options.limit, (row) => row.number, toFinding)
    },
    countDrift: () => countOpenDrift(database),
  }
}
