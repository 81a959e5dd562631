import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MikroORM } from '@mikro-orm/postgresql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseConfig } from '../../db/config.ts'
import { dumpSchema } from '../../db/dump-schema.ts'
import { ENTITIES } from '../../db/entities/index.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { runSql } from '../support/sql.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('db/schema.sql is the schema that the migrations make', async () => {
  const written = await readFile(join(import.meta.dirname, '..', '..', 'db', 'schema.sql'), 'utf8')
  expect(await dumpSchema(database.ownerUrl), 'Run "npm run db:schema".').toBe(written)
})

test('every index that serves a query says which', async () => {
  const silent = await runSql(
    database.ownerUrl,
    `select indexrelid::regclass::text as name from pg_index
     where indrelid::regclass::text in (select tablename from pg_tables where schemaname = 'public')
       and obj_description(indexrelid) is null
       and not exists (select from pg_constraint where conindid = indexrelid)`,
  )
  expect(silent).toEqual([])
})

test('no trigger joins the rows it was called for by comparing each with each', async () => {
  const triggers = await runSql<{ name: string; settings: string[] | null }>(
    database.ownerUrl,
    `select proname as name, proconfig as settings from pg_proc
     where prorettype = 'trigger'::regtype and prosrc ~ 'join (before|after|added|removed)\\M'
     order by name`,
  )
  expect(triggers).toEqual([
    { name: 'note_account_activity', settings: ['enable_nestloop=off'] },
    { name: 'resolve_drift', settings: ['enable_nestloop=off'] },
  ])
})

test('every entity has the columns of its table', async () => {
  const orm = await MikroORM.init(databaseConfig({ url: database.appUrl, maxConnections: 1 }))
  const entities = [...orm.getMetadata().getAll().values()]
  expect(entities).toHaveLength(ENTITIES.length)
  for (const { tableName, props } of entities) {
    const columns = await runSql<{ column_name: string }>(
      database.ownerUrl,
      `select column_name from information_schema.columns where table_name = ? order by 1`,
      [tableName],
    )
    expect(props.flatMap((prop) => prop.fieldNames).toSorted()).toEqual(columns.map((column) => column.column_name))
  }
  await orm.close()
})
