import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { runSql } from '../support/sql.ts'

let database: TestDatabase
const runId = '01890000-0000-7000-8000-000000000001'
const record = 'a1cKx000000000AAAA'

beforeAll(async () => {
  database = await createTestDatabase()
  for (const statement of FILL) await runSql(database.ownerUrl, statement)
})
afterAll(() => database.drop())

test.for([
  `update record_history set url = 'x'`,
  'delete from record_history',
  'truncate record_history',
  `update audit_entries set actor_id = 'x'`,
  'delete from audit_entries',
  `update file_records set first_seen_url = 'x'`,
  `update file_records set first_seen_run_id = '${runId}'`,
  'delete from file_records',
  `update runs set created_by = 'x'`,
  'delete from runs',
  `update run_items set expected_url = 'x'`,
  `update run_items set target_url = 'x'`,
  `update installation set org_id = '${record}'`,
  'delete from installation',
  `update tokens set role = 'admin'`,
  'delete from idempotency_keys',
  'delete from webhook_deliveries',
  'delete from evidence',
  'update counter_deltas set delta = 1',
  `update analyses set result = '{}'`,
  'delete from analyses',
  'delete from run_forecasts',
  'create table public.mine (id int)',
  'create table pgboss.mine (id int)',
  'alter table file_records disable trigger all',
  'drop table pgboss.job',
  `insert into schema_migrations (name) values ('x')`,
])('the application role is denied: %s', async (statement) => {
  await expect(runSql(database.appUrl, statement)).rejects.toMatchObject({ code: '42501' })
})

test.for([
  { statement: `update record_history set url = 'x'`, says: 'append-only' },
  { statement: 'delete from record_history', says: 'append-only' },
  { statement: 'truncate record_history', says: 'append-only' },
  { statement: `update file_records set first_seen_url = 'x'`, says: 'stays as it is' },
  { statement: `update file_records set first_seen_at = now()`, says: 'stays as it is' },
  { statement: `update run_items set before_image = 'x'`, says: 'stays as it is' },
  { statement: 'delete from run_items', says: 'stays as it was hashed' },
])('even the owner is refused what would change the past: $statement', async ({ statement, says }) => {
  await expect(runSql(database.ownerUrl, statement)).rejects.toMatchObject({ message: expect.stringContaining(says) })
})

test('invariant 11: the audit log is append-only, for the owner too', async () => {
  for (const statement of [
    `update audit_entries set actor_id = 'x'`,
    'delete from audit_entries',
    'truncate audit_entries',
  ]) {
    await expect(runSql(database.ownerUrl, statement)).rejects.toMatchObject({ code: '23001' })
  }
  expect(await runSql(database.ownerUrl, 'select actor_id from audit_entries')).toEqual([{ actor_id: 'tester' }])
})

test.for([
  { asked: `'idempotency_keys', interval '23 hours', 10`, says: 'for a day at least' },
  { asked: `'run_items', interval '9 years', 10`, says: 'Rows of run_items stay' },
  { asked: `'audit_entries', interval '9 years', null`, says: 'Rows of audit_entries stay' },
])('the application role cannot have the owner remove $asked', async ({ asked, says }) => {
  const refused = runSql(database.appUrl, `select sweep_old_rows(${asked})`)
  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(says) })
})

test('a first-seen value that is set to itself is no change', async () => {
  await runSql(database.ownerUrl, 'update file_records set first_seen_url = first_seen_url')
})

test('invariant 9: a partial unique index refuses a second owner of a record', async () => {
  const insert = `insert into run_items (run_id, record_id, account_id, is_owning) values (gen_random_uuid(), '${record}', '', true)`
  await runSql(database.ownerUrl, insert)
  await expect(runSql(database.ownerUrl, insert)).rejects.toMatchObject({ constraint: 'run_items_one_owner' })
})

const FILL = [
  `insert into runs (id, operation, scope, is_dry_run, limits, profile, settings_fingerprint, created_by, created_at)
   values ('${runId}', 'switch', '{}', false, '{}', 'testing', 'f', 'tester', now())`,
  `insert into file_records (record_id, name, system_modstamp, first_seen_url, first_seen_at, first_seen_run_id,
     observed_at, seen_in_run_number)
   values ('${record}', 'a', now(), 'https://vendor.example/a', now(), gen_random_uuid(), now(), 1)`,
  `insert into record_history (record_id, at, kind, url, actor_id, run_id)
   values ('${record}', now(), 'observed', 'https://vendor.example/b', 'tester', '${runId}')`,
  `insert into audit_entries (at, actor_id, action, subject, detail) values (now(), 'tester', 'x', 'y', '{}')`,
  `insert into run_items (run_id, record_id, account_id, before_image, before_image_at)
   values ('${runId}', '${record}', '', 'https://vendor.example/a', now())`,
  `update runs set plan_hash = 'h'`,
]
