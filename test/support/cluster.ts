import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { migrateDatabase } from '../../db/migrate.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../server/adapters/postgres/embedded.ts'
import { runSql } from './sql.ts'

/** What a test file needs to make databases in the cluster of this test run. */
export interface ClusterAddress {
  adminUrl: string
  ownerUrl: string
  appUrl: string
}

const templateName = 'doclift_template'
export const testDatabasePrefix = 'test_'

const homes = join(import.meta.dirname, '..', '..', '.doclift', 'test')

/** Starts a PostgreSQL for this test run alone and builds the migrated template in it. */
export async function startTestCluster(): Promise<ClusterAddress> {
  await removeAbandonedClusters()
  const { adminUrl, ownerUrl, appUrl } = await startEmbeddedPostgres({ home: homeOf(process.pid), isDurable: false })
  const cluster = { adminUrl, ownerUrl, appUrl }
  await buildTemplate(cluster)
  return cluster
}

/** Stops the PostgreSQL of this test run and deletes it. */
export function removeTestCluster(): Promise<void> {
  return removeHome(homeOf(process.pid))
}

export interface TestDatabase {
  name: string
  /** Role `doclift_owner`: may change the schema and see everything. */
  ownerUrl: string
  /** Role `doclift_app`: what the service runs as. */
  appUrl: string
  /** Deletes the database. Fails while a connection to it is open, so that a leaked pool fails its test. */
  drop(): Promise<void>
}

/** A migrated database of its own, copied from the template. Whoever makes it drops it. */
export async function createDatabaseIn(cluster: ClusterAddress): Promise<TestDatabase> {
  const name = `${testDatabasePrefix}${randomBytes(8).toString('hex')}`
  await runSql(cluster.adminUrl, `create database ${name} template ${templateName} owner doclift_owner`)
  return {
    name,
    ownerUrl: withDatabase(cluster.ownerUrl, name),
    appUrl: withDatabase(cluster.appUrl, name),
    drop: async () => void (await runSql(cluster.adminUrl, `drop database ${name}`)),
  }
}

/** The names of the test databases that nobody dropped. */
export async function listTestDatabases(cluster: ClusterAddress): Promise<string[]> {
  const rows = await runSql<{ datname: string }>(cluster.adminUrl, 'select datname from pg_database order by datname')
  return rows.map((row) => row.datname).filter((name) => name.startsWith(testDatabasePrefix))
}

/** The same server and role, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** A database is copied only while nobody is connected to it, so connections to the template are refused. */
async function buildTemplate(cluster: ClusterAddress): Promise<void> {
  await runSql(cluster.adminUrl, `create database ${templateName} owner doclift_owner`)
  await migrateDatabase({ ownerUrl: withDatabase(cluster.ownerUrl, templateName), appRole: 'doclift_app' })
  await runSql(cluster.adminUrl, `alter database ${templateName} allow_connections false`)
}

/** A run that was killed leaves its server behind; it is stopped and deleted. */
export async function removeAbandonedClusters(): Promise<void> {
  if (!existsSync(homes)) return
  for (const name of await readdir(homes)) {
    if (!isRunning(Number(name))) await removeHome(join(homes, name))
  }
}

async function removeHome(home: string): Promise<void> {
  await removeEmbeddedPostgres(home)
  await rm(home, { recursive: true, force: true })
}

function homeOf(pid: number): string {
  return join(homes, String(pid))
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
