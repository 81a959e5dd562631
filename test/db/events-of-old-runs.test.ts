import { expect, test } from 'vitest'
import { migrateDatabase, readSchemaVersion, undoMigration } from '../../db/migrate.ts'
import { runSql } from '../support/sql.ts'
import { createEmptyDatabase } from './empty-database.ts'

const VERSION_BEFORE_EVENTS = 6
const RUN_ID = '01890000-0000-7000-8000-000000000001'

test('runs from before events get those that their own times prove', async () => {
  const ownerUrl = await createEmptyDatabase()
  await migrateDatabase({ ownerUrl, appRole: 'doclift_app' })
  while ((await readSchemaVersion(ownerUrl)) > VERSION_BEFORE_EVENTS) await undoMigration({ ownerUrl })
  await runSql(
    ownerUrl,
    `insert into runs (id, operation, scope, is_dry_run, limits, profile, settings_fingerprint, created_by, created_at,
       started_at, ended_at, state, stop_code)
     values ('${RUN_ID}', 'inventory', '{}', false, '{}', 'testing', 'f', 'tester', now() - interval '2 days',
       now() - interval '1 day', now(), 'failed', 'x.y')`,
  )
  await migrateDatabase({ ownerUrl, appRole: 'doclift_app' })
  const events = await runSql(
    ownerUrl,
    `select kind, detail ->> 'state' as state, detail ->> 'stopCode' as stop_code from run_events order by number`,
  )
  expect(events).toEqual([
    { kind: 'run.created', state: 'planned', stop_code: null },
    { kind: 'run.started', state: 'running', stop_code: null },
    { kind: 'run.ended', state: 'failed', stop_code: 'x.y' },
  ])
})
