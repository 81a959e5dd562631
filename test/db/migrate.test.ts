import { MikroORM } from '@mikro-orm/postgresql'
import { expect, onTestFinished, test } from 'vitest'
import { databaseConfig } from '../../db/config.ts'
import { dumpSchema } from '../../db/dump-schema.ts'
import { migrateDatabase, readSchemaVersion, SCHEMA_VERSION, undoMigration } from '../../db/migrate.ts'
import { MIGRATIONS } from '../../db/migrations/index.ts'
import { runSql } from '../support/sql.ts'
import { createEmptyDatabase } from './empty-database.ts'

const appRole = 'doclift_app'

test('an empty database gets the schema of this code', async () => {
  const ownerUrl = await createEmptyDatabase()
  expect(await readSchemaVersion(ownerUrl)).toBe(0)
  await migrateDatabase({ ownerUrl, appRole })
  expect(await readSchemaVersion(ownerUrl)).toBe(SCHEMA_VERSION)
})

test('a migrated database that is migrated again stays as it is', async () => {
  const ownerUrl = await createEmptyDatabase()
  await migrateDatabase({ ownerUrl, appRole })
  const before = await dumpSchema(ownerUrl)
  await migrateDatabase({ ownerUrl, appRole })
  expect(await dumpSchema(ownerUrl)).toBe(before)
})

test('twenty that migrate an empty database at once all succeed', async () => {
  const ownerUrl = await createEmptyDatabase()
  await Promise.all(Array.from({ length: 20 }, () => migrateDatabase({ ownerUrl, appRole })))
  const executed = await runSql(ownerUrl, 'select name from schema_migrations order by id')
  expect(executed).toEqual(MIGRATIONS.map(({ name }) => ({ name })))
})

test('each migration taken back and made again gives the same schema', async () => {
  const ownerUrl = await createEmptyDatabase()
  const orm = await MikroORM.init(databaseConfig({ url: ownerUrl, maxConnections: 2 }))
  onTestFinished(() => orm.close())
  for (const [at, { name }] of MIGRATIONS.entries()) {
    await orm.migrator.up({ to: name })
    const before = await dumpSchema(ownerUrl)
    await orm.migrator.down()
    expect(await readSchemaVersion(ownerUrl)).toBe(at)
    await orm.migrator.up({ to: name })
    expect(await dumpSchema(ownerUrl)).toBe(before)
  }
  const complete = await dumpSchema(ownerUrl)
  await orm.migrator.down({ to: 0 })
  await orm.migrator.up()
  expect(await dumpSchema(ownerUrl)).toBe(complete)
})

test('taking back every migration leaves nothing but the list of migrations', async () => {
  const ownerUrl = await createEmptyDatabase()
  await migrateDatabase({ ownerUrl, appRole })
  const undone = []
  for (let name = await undoMigration({ ownerUrl }); name; name = await undoMigration({ ownerUrl })) undone.push(name)
  expect(undone).toEqual(MIGRATIONS.map(({ name }) => name).toReversed())
  expect((await dumpSchema(ownerUrl)).match(/^create \w+ \w+/gim)).toEqual(['create table schema_migrations'])
})

test('a database that is newer than the code is refused and left alone', async () => {
  const ownerUrl = await createEmptyDatabase()
  await migrateDatabase({ ownerUrl, appRole })
  await runSql(ownerUrl, `insert into schema_migrations (name) values ('9999-from-the-future')`)
  await expect(migrateDatabase({ ownerUrl, appRole })).rejects.toMatchObject({
    code: 'database.schema',
    behaviour: 'fatal',
    message: expect.stringContaining('9999-from-the-future'),
  })
})

test('a schema that processes work with is not changed under them, and who they are is told', async () => {
  const ownerUrl = await createEmptyDatabase()
  await migrateDatabase({ ownerUrl, appRole })
  await runSql(ownerUrl, `delete from schema_migrations where name = ?`, [MIGRATIONS.at(-1)?.name])
  await runSql(
    ownerUrl,
    `insert into workers (id, kind, takes_tasks, host, process_id, version, schema_version, tasks, started_at, seen_at)
     values (gen_random_uuid(), 'worker', true, 'machine-1', 12, '0.0.1', 1, '[]', now(), now())`,
  )
  await expect(migrateDatabase({ ownerUrl, appRole })).rejects.toMatchObject({
    code: 'database.in-use',
    behaviour: 'fatal',
    message: expect.stringContaining('machine-1 (process 12, version 0.0.1). Stop all of them'),
  })
  expect(await readSchemaVersion(ownerUrl)).toBe(SCHEMA_VERSION - 1)
})

test('an application role that does not exist is refused by name', async () => {
  const ownerUrl = await createEmptyDatabase()
  const migrated = migrateDatabase({ ownerUrl, appRole: 'nobody"; drop table runs; --' })
  await expect(migrated).rejects.toMatchObject({ code: 'database.role', message: expect.stringContaining('nobody"') })
})

test('the owner of the schema cannot be the application role', async () => {
  const ownerUrl = await createEmptyDatabase()
  const migrated = migrateDatabase({ ownerUrl, appRole: 'doclift_owner' })
  await expect(migrated).rejects.toMatchObject({ code: 'database.role' })
})
