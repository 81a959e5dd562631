import { MIGRATIONS_TABLE } from '../../../db/config.ts'
import type { RunState } from '../../domain/run/run.ts'
import type { DatabaseFacts, DiagnosticStore } from '../../ports/tracking/diagnostics.ts'
import type { Database } from './client.ts'

/** What is asked about the ledger itself. */
export function diagnosticStore(database: Database): DiagnosticStore {
  return {
    async readDatabaseFacts() {
      const [facts] = await database.rows<DatabaseFacts>(FACTS)
      return facts as DatabaseFacts
    },
    async countRuns() {
      const rows = await database.rows<{ state: RunState; runs: string }>(
        'select state, count(*) as runs from runs group by state',
      )
      return Object.fromEntries(rows.map(({ state, runs }) => [state, Number(runs)]))
    },
  }
}

/** A role sees what its own sessions do; those of others are counted without their state, so they are left out. */
const FACTS = `
select
  current_user as role,
  current_setting('server_version') as "serverVersion",
  (select count(*)::int from ${MIGRATIONS_TABLE}) as "schemaVersion",
  (select coalesce(json_object_agg(state, sessions), '{}') from (
    select state, count(*) as sessions from pg_stat_activity
    where datname = current_database() and usename = current_user and application_name = 'doclift' and state is not null
    group by state) as by_state) as connections`
