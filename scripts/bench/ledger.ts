import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { migrateDatabase } from '../../db/migrate.ts'
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../server/adapters/postgres/embedded.ts'
import { PROJECT } from '../demo/places.ts'
import { fillLedger } from './filling/fill-ledger.ts'

/** A database for one benchmark: a copy of the filled one, so that every benchmark starts from the same state. */
export interface BenchLedger {
  appUrl: string
  ownerUrl: string
  /** Drops the copy and stops the server; the filled database stays. */
  stop(): Promise<void>
}

export interface LedgerOptions {
  /** Folder of this size; it holds the filled database until schema or filling change. */
  home: string
  records: number
  say: (line: string) => void
  signal: AbortSignal
}

const APP_ROLE = 'doclift_app'
/** Held by a benchmark for as long as it uses the server. */
const BENCH_LOCK = 7_355_608_099
/** What the filled database is made from: when one of these files changes, it is made again. */
const MADE_FROM = ['db/migrations', 'scripts/bench/filling']

/**
 * Opens a ledger of this size, filling it first when there is none for this schema.
 * @throws Error when another benchmark uses the same folder
 */
export async function openLedger(options: LedgerOptions): Promise<BenchLedger> {
  const { home, say } = options
  await mkdir(home, { recursive: true })
  const server = await startEmbeddedPostgres({ home, log: say })
  const admin = new pg.Client({ connectionString: server.adminUrl })
  const close = async () => {
    await admin.end()
    await server.stop()
  }
  await admin.connect()
  await lock(admin)
  try {
    const filled = `filled_${await fingerprint()}`
    await dropOthers(admin, filled)
    if (!(await exists(admin, filled))) await fill(admin, server, filled, options)
    say('Copying the filled database')
    await admin.query(`create database measured template ${filled} owner doclift_owner strategy file_copy`)
  } catch (error) {
    await close()
    throw error
  }
  const stop = async () => {
    await admin.query('drop database measured with (force)')
    await close()
  }
  return { appUrl: named(server.appUrl, 'measured'), ownerUrl: named(server.ownerUrl, 'measured'), stop }
}

/** Deletes what benchmarks of this size keep. */
export function removeLedger(home: string): Promise<void> {
  return removeEmbeddedPostgres(home)
}

async function lock(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query('select pg_try_advisory_lock($1) as is_ours', [BENCH_LOCK])
  if (rows[0].is_ours) return
  await admin.end()
  throw new Error('Another benchmark of this size is running. Wait until it has ended.')
}

/** What an interrupted benchmark left, and the filled database of another schema. */
async function dropOthers(admin: pg.Client, kept: string): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `select datname as name from pg_database where datname in ('draft', 'measured') or datname like 'filled\\_%'`,
  )
  for (const { name } of rows) {
    if (name !== kept) await admin.query(`drop database ${name} with (force)`)
  }
}

async function exists(admin: pg.Client, name: string): Promise<boolean> {
  return (await admin.query('select from pg_database where datname = $1', [name])).rowCount === 1
}

/** Renamed when it is complete, so that an interrupted filling is never taken for a filled database. */
async function fill(admin: pg.Client, server: EmbeddedPostgres, name: string, options: LedgerOptions): Promise<void> {
  const { records, say, signal } = options
  say(`Filling a ledger with ${records.toLocaleString('en')} records; the next benchmark of this size finds it filled`)
  await admin.query('create database draft owner doclift_owner')
  const [ownerUrl, appUrl] = [named(server.ownerUrl, 'draft'), named(server.appUrl, 'draft')]
  await migrateDatabase({ ownerUrl, appRole: APP_ROLE })
  await fillLedger({ ownerUrl, appUrl, records, say, signal })
  await admin.query(`alter database draft rename to ${name}`)
}

/** Sixteen hexadecimal digits that stand for the schema and for what fills it. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const folder of MADE_FROM) {
    for (const file of (await readdir(join(PROJECT, folder))).toSorted()) {
      hash.update(await readFile(join(PROJECT, folder, file)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

function named(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
