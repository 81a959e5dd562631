import { MIGRATIONS_TABLE } from '../../../db/config.ts'
import type { RunState } from '../../domain/run/run.ts'
import type { DocumentRef } from '../../ports/document-source.ts'
import type { DatabaseFacts, DiagnosticStore } from '../../ports/tracking/diagnostics.ts'
import type { Database } from './client.ts'

/** What is asked about the ledger itself. */
export function diagnosticStore(database: Database): DiagnosticStore {
  return {
    async readDatabaseFacts() {
      const [facts] = await database.rows<DatabaseFacts>(FACTS)
      return facts as DatabaseFacts
    },
    poolUse: () => database.poolUse(),
    documentsWithVersions: (limit) => database.rows<DocumentRef>(WITH_VERSIONS, [limit]),
    async countRuns() {
      const rows = await database.rows<{ state: RunState; runs: string }>(
        'select state, count(*) as runs from runs group by state',
      )
      return Object.fromEntries(rows.map(({ state, runs }) => [state, Number(runs)]))
    },
  }
}

/** The first upload may have a row of its own, which came with the record. A fingerprint that ends with its size is the vendor's. */
const WITH_VERSIONS = `
select record_id as "recordId", identifier, document_url as "documentUrl", name as "fileName"
from file_records
where newest_version_at > org_created_at + interval '1 hour'
  and copy_state in ('verified', 'changed') and out_of_scope_reason is null and source_fingerprint ~ ' [0-9]+$'
order by newest_version_at desc
limit $1`

const OURS = `datname = current_database() and usename = current_user and application_name ~ '^doclift( |$)' and state is not null`

/** A role sees what its own sessions do; those of others are counted without their state, so they are left out. */
const FACTS = `
select
  current_user as role,
  current_setting('server_version') as "serverVersion",
  (select count(*)::int from ${MIGRATIONS_TABLE}) as "schemaVersion",
  (select coalesce(json_object_agg(state, sessions), '{}') from (
    select state, count(*) as sessions from pg_stat_activity
    where ${OURS}
    group by state) as by_state) as connections,
  (select coalesce(json_object_agg(use, sessions), '{}') from (
    select coalesce(nullif(substr(application_name, 9), ''), 'other') as use, count(*) filter (where state <> 'idle') as sessions
    from pg_stat_activity
    where ${OURS}
    group by application_name) as by_use) as "connectionsInUse"`
