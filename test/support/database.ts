import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { templateName, testDatabasePrefix, withDatabase } from './cluster.ts'
import { runSql } from './sql.ts'

export interface TestDatabase {
  name: string
  /** Role `doclift_owner`: may change the schema and see everything. */
  ownerUrl: string
  /** Role `doclift_app`: what the service runs as. */
  appUrl: string
  /** Deletes the database. Fails while a connection to it is open, so that a leaked pool fails its test. */
  drop(): Promise<void>
}

/** A migrated database of its own, copied from the template. The test that makes it drops it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const cluster = inject('testCluster')
  const name = `${testDatabasePrefix}${randomBytes(8).toString('hex')}`
  await runSql(cluster.adminUrl, `create database ${name} template ${templateName} owner doclift_owner`)
  return {
    name,
    ownerUrl: withDatabase(cluster.ownerUrl, name),
    appUrl: withDatabase(cluster.appUrl, name),
    drop: async () => void (await runSql(cluster.adminUrl, `drop database ${name}`)),
  }
}
