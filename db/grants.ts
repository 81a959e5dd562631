import type { EntityManager } from '@mikro-orm/postgresql'
import { FatalError } from '../server/domain/errors.ts'
import { MIGRATIONS_TABLE } from './config.ts'
import { QUEUE_SCHEMA } from './queues.ts'

/** What the application role may do with each table, as PostgreSQL writes it. A column list is all it may change. */
const TABLE_GRANTS: Readonly<Record<string, string>> = {
  [MIGRATIONS_TABLE]: 'select',
  installation: 'select, insert',
  tokens: 'select, insert, update (revoked_at)',
  used_org_tokens: 'select, insert, delete',
  audit_entries: 'select, insert',
  accounts: 'select, insert, update (name, record_count, attention_count, last_activity_at)',
  file_records: `select, insert, update (account_id, name, document_url, identifier, type, system_modstamp, observed_at,
    seen_in_run_number, source_changed_at, out_of_scope_reason, copy_state, url_state, is_held, source_fingerprint,
    source_size_bytes, source_confirmed_at, object_key, object_etag, object_version_id, object_size_bytes, content_type,
    checksum_algorithm, checksum, attestation, verified_at, failure_code, failure_sentence, failed_at, ask_again_at, archived_answers, org_created_at, newest_version_at)`,
  record_history: 'select, insert',
  runs: `select, insert, update (state, plan_hash, sampled_from, approved_by, approved_at, started_at, ended_at, stop_code,
    stop_sentence, resume_at, pause_checks, judged_from, query_position, watermark, modified_from, scheduled_at, entries_read, entries_added, entries_changed,
    entries_deleted, export_key, export_sha256, export_row_count, exported_at, archive_key, archive_sha256, archived_items, archived_at)`,
  api_usage: 'select, insert, update (used, allowed, measured_at)',
  settings: 'select, insert, update (value, changed_by, changed_at), delete',
  entry_counts: 'select, insert, update (in_org, in_ledger, counted_at)',
  drift: 'select, insert, update (resolved_at)',
  evidence: 'select, insert, update (outcome, sentence, measured, measured_at, fresh_until, settings_fingerprint)',
  idempotency_keys: 'select, insert',
  run_items: `select, insert, delete, update (before_image, before_image_at, read_at, sent_at, ingest_job_id, answered_at, outcome, code,
    sentence, settled_at, is_owning, url_state_before, tried_at, taken_back_at)`,
  batches: 'select, insert, update (state, fence, claimed_at, done_at, worker_id, deaths, piece)',
  batch_parts: 'select, insert',
  cohorts: 'select, insert, update (ended_at)',
  largest_accounts: 'select, insert',
  ingest_jobs: 'select, insert, update (state, checked_at, locked_count)',
  uploads: 'select, insert, update (fence, worked_at), delete',
  upload_parts: 'select, insert, update (etag, digest)',
  run_events: 'select',
  webhooks: 'select, insert, update (events, is_paused, secret_generation, deleted_at)',
  webhook_deliveries: `select, insert, update (state, attempts, tries, next_attempt_at, last_attempt_at, last_status, last_code,
    last_duration_ms)`,
  counters: 'select, insert, update (value)',
  counter_deltas: 'select, insert, delete',
  analyses: 'select, insert',
  preflights: 'select, insert',
  censuses: 'select, insert',
  conform_reports: 'select, insert',
  run_forecasts: 'select, insert, update (at, forecast)',
  links: 'select, insert',
  link_generations: 'select, insert, update (generation, raised_at)',
  link_revocations: 'select, insert',
  failed_tasks: 'select, insert, update (failures, code, sentence, last_failed_at), delete',
  workers: 'select, insert, update (tasks, seen_at), delete',
  housekeeping: 'select, update (fence, leased_until, ended_at, results, totals)',
}

/**
 * Grants the application role exactly what the service does: whatever it had before is taken back first.
 * Errors: FatalError `database.role` when the role is missing, or is the one that grants.
 */
export async function grantAppRole(em: EntityManager, appRole: string): Promise<void> {
  const role = await quoteAppRole(em, appRole)
  await em.getConnection().executeDump([...ownTables(role), ...queueTables(role)].join(';\n'))
}

function ownTables(role: string): string[] {
  return [
    `revoke all on all tables in schema public from ${role}`,
    `grant usage on schema public to ${role}`,
    `grant execute on function refresh_run_item_statistics() to ${role}`,
    `grant execute on function sweep_old_rows(text, interval, integer) to ${role}`,
    ...Object.entries(TABLE_GRANTS).map(([table, privileges]) => `grant ${privileges} on ${table} to ${role}`),
  ]
}

/** pg-boss moves its rows about as it likes, but changes no table at run time. */
function queueTables(role: string): string[] {
  return [
    `revoke all on all tables in schema ${QUEUE_SCHEMA} from ${role}`,
    `grant usage on schema ${QUEUE_SCHEMA} to ${role}`,
    `grant select, update (flow_on) on ${QUEUE_SCHEMA}.version to ${role}`,
    `grant select, update on ${QUEUE_SCHEMA}.queue to ${role}`,
    `grant select, insert, update, delete on ${QUEUE_SCHEMA}.job, ${QUEUE_SCHEMA}.job_common to ${role}`,
    `grant select, insert, update, delete on ${QUEUE_SCHEMA}.job_dependency to ${role}`,
  ]
}

/** Quoted by the server itself, since a name cannot be a parameter. */
async function quoteAppRole(em: EntityManager, appRole: string): Promise<string> {
  const [role] = await em.execute<{ name: string; is_owner: boolean }[]>(
    'select quote_ident(rolname) as name, rolname = current_user as is_owner from pg_roles where rolname = ?',
    [appRole],
  )
  if (!role)
    throw new FatalError('database.role', `There is no database role "${appRole}". Create it, then migrate again.`)
  if (!role.is_owner) return role.name
  const message = `Role "${appRole}" owns the schema, so the application could change history. Use another role for the service.`
  throw new FatalError('database.role', message)
}
