import { expect, test } from 'vitest'
import { readSchemaVersion, SCHEMA_VERSION } from '../../db/migrate.ts'
import { createTestDatabase } from './database.ts'
import { runSql } from './sql.ts'

test('databases made at the same time are separate copies of the migrated template', async () => {
  const databases = await Promise.all([1, 2, 3].map(() => createTestDatabase()))
  const [first, ...others] = databases
  await runSql(first?.ownerUrl ?? '', 'create table only_here (id int)')
  const counts = await Promise.all(others.map(({ ownerUrl }) => countTables(ownerUrl, 'only_here')))
  expect(counts).toEqual([0, 0])
  expect(await readSchemaVersion(first?.appUrl ?? '')).toBe(SCHEMA_VERSION)
  await Promise.all(databases.map(({ drop }) => drop()))
})

async function countTables(url: string, name: string): Promise<number> {
  return (await runSql(url, 'select 1 from pg_tables where tablename = ?', [name])).length
}
