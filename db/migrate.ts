import { type EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { fromKysely, PgBoss } from 'pg-boss'
import { FatalError } from '../server/domain/errors.ts'
import { SILENT_AFTER_MS } from '../server/domain/worker/process.ts'
import { databaseConfig, MIGRATIONS_TABLE } from './config.ts'
import { grantAppRole } from './grants.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { QUEUE_OPTIONS, QUEUE_SCHEMA, QUEUES } from './queues.ts'

/** Version of the schema that this code works with: the number of its last migration. */
export const SCHEMA_VERSION = MIGRATIONS.length

/** Any number will do, as long as nothing else in the database takes the same advisory lock. */
const MIGRATION_LOCK = 7_355_608_001

/**
 * Brings a database to the schema of this code, installs the queue, and grants the application role what it needs and no
 * more. Does nothing to a database that is up to date. Any number of callers may start at once; one works, the others wait.
 * @param options.ownerUrl a connection as the owner of the schema, who is another role than the application
 * @param options.appRole name of the role the service runs as; it must exist
 * Errors: FatalError `database.schema` when the database is newer than this code, `database.in-use` when there is something to
 * change and processes of an older version are at work, `database.role` when the application role is missing or owns the schema.
 */
export async function migrateDatabase(options: { ownerUrl: string; appRole: string }): Promise<void> {
  await withOwner(options.ownerUrl, async (orm) => {
    const executed = await executedMigrations(orm.em)
    refuseNewerSchema(executed)
    if (executed.length < SCHEMA_VERSION) await refuseSchemaInUse(orm.em)
    await orm.migrator.up()
    await installQueue(orm.em)
    await grantAppRole(orm.em, options.appRole)
  })
}

/** Takes back the last migration. Returns its name, or undefined when none is left. The tables it made are lost. */
export async function undoMigration(options: { ownerUrl: string }): Promise<string | undefined> {
  return await withOwner(options.ownerUrl, async (orm) => {
    const undone = await orm.migrator.down()
    return undone[0]?.name
  })
}

/** The schema version of a database; 0 when it was never migrated. */
export async function readSchemaVersion(url: string): Promise<number> {
  const orm = await openOrm(url)
  try {
    return (await executedMigrations(orm.em)).length
  } finally {
    await orm.close()
  }
}

/** Refuses a database whose schema this code does not know or that lacks migrations of this code. */
export function refuseOtherSchema(executed: readonly string[]): void {
  refuseNewerSchema(executed)
  if (executed.length === SCHEMA_VERSION) return
  const found = executed.length === 0 ? 'no schema' : `schema version ${executed.length}`
  const message = `The database has ${found}; this code needs version ${SCHEMA_VERSION}. Run "npx doclift db migrate".`
  throw new FatalError('database.schema', message)
}

/** Names of the executed migrations, oldest first; none for a database that was never migrated. */
export async function executedMigrations(em: EntityManager): Promise<string[]> {
  const [table] = await em.execute<{ name: string | null }[]>('select to_regclass(?)::text as name', [MIGRATIONS_TABLE])
  if (table?.name == null) return []
  const rows = await em.execute<{ name: string }[]>(`select name from ${MIGRATIONS_TABLE} order by id`)
  return rows.map((row) => row.name)
}

function refuseNewerSchema(executed: readonly string[]): void {
  const unknown = executed.filter((name) => !MIGRATIONS.some((migration) => migration.name === name))
  if (unknown.length === 0) return
  const message = `The database has migrations that this code does not know: ${unknown.join(', ')}. Use the version of Doclift that made them.`
  throw new FatalError('database.schema', message, { facts: { schemaVersion: SCHEMA_VERSION } })
}

/** What is at work was written for the schema as it is. */
async function refuseSchemaInUse(em: EntityManager): Promise<void> {
  const [table] = await em.execute<{ name: string | null }[]>(`select to_regclass('workers')::text as name`)
  if (table?.name == null) return
  const living = await em.execute<{ host: string; process_id: number; version: string }[]>(
    `select host, process_id, version from workers
     where seen_at > clock_timestamp() - ? * interval '1 millisecond' order by started_at, id`,
    [SILENT_AFTER_MS],
  )
  if (living.length === 0) return
  const named = living
    .map(({ host, process_id: id, version }) => `${host} (process ${id}, version ${version})`)
    .join(', ')
  const message = `The schema is not changed while processes work with it: ${named}. Stop all of them, wait ${SILENT_AFTER_MS / 1_000} seconds, then migrate again.`
  throw new FatalError('database.in-use', message, { facts: { processes: living.length } })
}

/**
 * Works as the owner while no other caller does. One transaction only holds the lock, so that a caller that dies gives it
 * up; it may be idle for as long as the work takes.
 */
async function withOwner<Result>(ownerUrl: string, work: (orm: MikroORM) => Promise<Result>): Promise<Result> {
  const orm = await openOrm(ownerUrl)
  try {
    return await orm.em
      .getKysely()
      .transaction()
      .execute(async (context) => {
        const holder = fromKysely(context)
        await holder.executeSql('set local idle_in_transaction_session_timeout = 0')
        await holder.executeSql('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
        return await work(orm)
      })
  } finally {
    await orm.close()
  }
}

/** Two connections: one holds the lock, the other works. */
async function openOrm(url: string): Promise<MikroORM> {
  return await MikroORM.init({ ...databaseConfig({ url, maxConnections: 2 }), allowGlobalContext: true })
}

async function installQueue(em: EntityManager): Promise<void> {
  const db = fromKysely(em.getKysely())
  const boss = new PgBoss({ db, schema: QUEUE_SCHEMA, supervise: false, schedule: false })
  await boss.start()
  try {
    for (const name of Object.values(QUEUES)) await ensureQueue(boss, name)
  } finally {
    await boss.stop({ graceful: false })
  }
}

async function ensureQueue(boss: PgBoss, name: string): Promise<void> {
  const { policy, ...options } = QUEUE_OPTIONS
  if (await boss.getQueue(name)) await boss.updateQueue(name, options)
  else await boss.createQueue(name, { ...options, policy })
}
