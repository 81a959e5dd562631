import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dumpSchema } from '../db/dump-schema.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/adapters/postgres/embedded.ts'

/** Writes `db/schema.sql` from a database that is migrated from nothing. */
const home = await mkdtemp(join(tmpdir(), 'doclift-schema-'))
const postgres = await startEmbeddedPostgres({ home, isDurable: false })
try {
  await migrateDatabase({ ownerUrl: postgres.ownerUrl, appRole: 'doclift_app' })
  await writeFile(join(import.meta.dirname, '..', 'db', 'schema.sql'), await dumpSchema(postgres.ownerUrl))
} finally {
  await removeEmbeddedPostgres(home)
  await rm(home, { recursive: true, force: true })
}
