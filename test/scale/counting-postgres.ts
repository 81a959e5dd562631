import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../server/adapters/postgres/embedded.ts'

/** A PostgreSQL of its own that counts what it is asked, by `pg_stat_statements`. */
export interface CountingPostgres {
  ownerUrl: string
  appUrl: string
  /** Its first process. */
  processId: number
  /**
   * All that the application role has sent so far.
   * @param except texts of statements that are not counted; their pages are
   */
  asked(except?: readonly string[]): Promise<Asked>
  /** Texts of the statements that are sent while nobody asks for anything, found by waiting so long. */
  learnChores(forMs: number): Promise<string[]>
  /** Ends and deletes it. */
  remove(): Promise<void>
}

export interface Asked {
  statements: number
  /** Of 8 KiB, from memory or disk, with those that triggers looked at. */
  pages: number
}

/** @param home an empty folder */
export async function startCountingPostgres(home: string): Promise<CountingPostgres> {
  const first = await startEmbeddedPostgres({ home })
  await preload(first.adminUrl)
  await first.stop()
  const server = await startEmbeddedPostgres({ home })
  const admin = new pg.Client({ connectionString: server.adminUrl })
  await admin.connect()
  await admin.query('create extension pg_stat_statements')
  const lines = (await readFile(join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n')
  return {
    ownerUrl: server.ownerUrl,
    appUrl: server.appUrl,
    processId: Number(lines[0]),
    asked: async (except = []) => (await admin.query<Asked>(ASKED, [except])).rows[0]!,
    learnChores: (forMs) => learnChores(admin, forMs),
    async remove() {
      await admin.end()
      await removeEmbeddedPostgres(home)
    },
  }
}

const ASKED = `
select
  coalesce(sum(calls) filter (where query <> all ($1::text[])), 0)::float8 as statements,
  coalesce(sum(shared_blks_hit + shared_blks_read), 0)::float8 as pages
from pg_stat_statements
where userid = 'doclift_app'::regrole`

const CALLS = `
select query, sum(calls)::float8 as calls from pg_stat_statements where userid = 'doclift_app'::regrole group by query`

async function learnChores(admin: pg.Client, forMs: number): Promise<string[]> {
  const read = async () => (await admin.query<{ query: string; calls: number }>(CALLS)).rows
  const before = new Map((await read()).map(({ query, calls }) => [query, calls]))
  await wait(forMs)
  return (await read()).filter(({ query, calls }) => calls > (before.get(query) ?? 0)).map(({ query }) => query)
}

/** The server loads what counts when it starts. */
async function preload(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(`alter system set shared_preload_libraries = 'pg_stat_statements'`)
  await client.end()
}
