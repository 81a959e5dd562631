import { randomBytes } from 'node:crypto'
import { inject, onTestFinished } from 'vitest'
import { testDatabasePrefix, withDatabase } from '../support/cluster.ts'
import { runSql } from '../support/sql.ts'

/** A database without any schema, owned by `doclift_owner`, deleted at the end of the test. Gives the owner's URL. */
export async function createEmptyDatabase(): Promise<string> {
  const { adminUrl, ownerUrl } = inject('testCluster')
  const name = `${testDatabasePrefix}${randomBytes(8).toString('hex')}`
  await runSql(adminUrl, `create database ${name} owner doclift_owner`)
  onTestFinished(async () => void (await runSql(adminUrl, `drop database ${name}`)))
  return withDatabase(ownerUrl, name)
}
