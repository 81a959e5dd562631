import type { FailureStore } from '../../ports/tracking/failures.ts'
import type { Database } from './client.ts'
import { readMadeId } from './idempotency.ts'
import { readRun } from './run-rows.ts'
import { countFailures } from './sql/count-failures.ts'
import { countRunFailures } from './sql/count-run-failures.ts'

/** What failed, in groups. */
export function failureStore(database: Database): FailureStore {
  return {
    countFailures: (at) => countFailures(database, at),
    countRunFailures: (runId) => countRunFailures(database, runId),
    findRetry: async (idempotency) => {
      const runId = await readMadeId(database, idempotency)
      return runId === undefined ? undefined : await database.entities((em) => readRun(em, runId))
    },
  }
}
