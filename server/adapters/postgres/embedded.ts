import { chmod, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FatalError } from '../../domain/errors.ts'
import { binariesAreMissing, prepareBinaries } from './embedded/binaries.ts'
import { type Credentials, ensureCluster } from './embedded/cluster.ts'
import { choosePlace, listTraces, type Place } from './embedded/place.ts'
import { ensureServer, stopServer } from './embedded/server.ts'

export interface EmbeddedPostgresOptions {
  /** The directory that belongs to this installation; the database lives in its `postgres` folder. */
  home: string
  /** `false` trades safety against a power cut for speed: for tests only. */
  isDurable?: boolean
  /** Takes one line for the operator when something is not where they would look for it. */
  log?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** Superuser, database `postgres`. For creating databases and for reset; never for the service. */
  adminUrl: string
  /** Role `doclift_owner`, which owns the database `doclift` and runs the migrations. */
  ownerUrl: string
  /** Role `doclift_app`, which may do only what the migrations grant. */
  appUrl: string
  port: number
  dataDir: string
  /** True when the server was already running, so that somebody else may still be using it. */
  isReused: boolean
  /** Stops the server for every process that uses it. Without it the server outlives this process. */
  stop(): Promise<void>
}

/** Why this machine cannot run the embedded PostgreSQL, as a sentence; undefined when it can. */
export function embeddedPostgresIsAvailable(): string | undefined {
  return binariesAreMissing()
}

/**
 * Starts the PostgreSQL of this installation, or finds the one that is running, and creates its cluster on first use.
 * It listens on 127.0.0.1 alone, asks every role for its random password, and survives the process that started it.
 * Errors: `postgres.embedded-unavailable`, `postgres.data-unreachable`, `postgres.data-of-another-user`,
 * `postgres.unsafe-directory`, `postgres.embedded-failed`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const missing = embeddedPostgresIsAvailable()
  if (missing) throw new FatalError('postgres.embedded-unavailable', missing)
  const isDurable = options.isDurable ?? true
  const place = await choosePlace(options.home)
  await tellWhere(place, options.log)
  const binaries = await prepareBinaries(place)
  const credentials = await ensureCluster(place, binaries, isDurable)
  const server = await ensureServer(place, binaries, isDurable)
  return { ...urls(credentials, server.port), ...server, dataDir: place.dataDir, stop: () => stopServer(place.dataDir) }
}

/** Stops the embedded PostgreSQL of this home and deletes all of it, wherever it lives. Nothing there is not an error. */
export async function removeEmbeddedPostgres(home: string): Promise<void> {
  for (const trace of await listTraces(home)) {
    await stopServer(join(trace, 'data'))
    await chmod(trace, 0o700) // so that the server's user cannot swap a directory for a link while root deletes
    await rm(trace, { recursive: true, force: true })
  }
}

async function tellWhere(place: Place, log: EmbeddedPostgresOptions['log']): Promise<void> {
  if (place.signpost === undefined) return
  const line = `The embedded database is in ${place.directory}, because its user cannot enter ${place.home}.`
  log?.(line)
  await writeFile(place.signpost, `${line}\n`)
}

function urls(credentials: Credentials, port: number): Pick<EmbeddedPostgres, 'adminUrl' | 'ownerUrl' | 'appUrl'> {
  const url = (role: string, password: string, database: string) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`
  return {
    adminUrl: url('postgres', credentials.superuserPassword, 'postgres'),
    ownerUrl: url('doclift_owner', credentials.ownerPassword, 'doclift'),
    appUrl: url('doclift_app', credentials.appPassword, 'doclift'),
  }
}
