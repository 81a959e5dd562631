import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { migrateDatabase } from '../../../db/migrate.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../../server/adapters/postgres/embedded.ts'
import type { S3Server } from '../../../test/s3/server.ts'
import { startSandbox } from '../../../test/sandbox/client.ts'
import { type RunningService, startService } from '../../demo/service.ts'
import { serviceSettings } from '../../demo/settings.ts'
import type { CopyCase } from './cases.ts'
import type { Usage } from './measure.ts'
import { type Copy, PARALLEL, WARM_UP_OBJECTS } from './place.ts'
import { cpuSecondsOf, cpuSecondsOfFamily, peakMemoryMibOf } from './process-cpu.ts'

/** A real service that backs up, over a PostgreSQL of its own: planning, batches, ledger, counters and audit. */
export interface WorkerOnLedger {
  copy: Copy
  stop(): Promise<void>
}

export interface WorkerOptions {
  server: S3Server
  buckets: { source: string; destination: string }
  say: (line: string) => void
  signal: AbortSignal
}

const ASK_EVERY_MS = 250
const FEW_RECORDS = 50

/** @param home folder for the database; removed at the end */
export async function startWorkerOnLedger(home: string, options: WorkerOptions): Promise<WorkerOnLedger> {
  const { server, buckets, say } = options
  await using starting = new AsyncDisposableStack()
  await mkdir(home, { recursive: true })
  say('Starting the service and its database')
  starting.defer(() => removeEmbeddedPostgres(home))
  const postgres = await startEmbeddedPostgres({ home })
  await migrateDatabase({ ownerUrl: postgres.ownerUrl, appRole: 'doclift_app' })
  const sandbox = starting.adopt(
    await startSandbox({ home: join(home, 'sandbox'), records: FEW_RECORDS, seed: 'bench' }),
    (it) => it.stop(),
  )
  const settings = {
    ...(await serviceSettings(home, sandbox.info)),
    DATABASE_URL: postgres.appUrl,
    ...settingsOf(server, buckets),
  }
  const service = starting.adopt(await startService(settings, join(home, 'service.log')), (it) => it.stop())
  const owner = starting.adopt(new pg.Client({ connectionString: postgres.ownerUrl }), (it) => it.end())
  await owner.connect()
  const databaseId = Number((await readFile(join(postgres.dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
  const place: Place = {
    service,
    databaseId,
    owner,
    sourceUrl: `${server.endpoint}/${buckets.source}`,
  }
  await backUp(place, { source: () => `${place.sourceUrl}/warm-up`, objects: WARM_UP_OBJECTS }, options.signal)
  const running = starting.move()
  return { copy: (one, signal) => copyOnce(place, one, signal), stop: () => running.disposeAsync() }
}

interface Place {
  service: RunningService
  /** Process of the database server. */
  databaseId: number
  /** The ledger, as its owner. */
  owner: pg.Client
  sourceUrl: string
}

function settingsOf(server: S3Server, { source, destination }: WorkerOptions['buckets']): Record<string, string> {
  return {
    SOURCES: 's3',
    SOURCE_S3_ENDPOINT: server.endpoint,
    SOURCE_S3_REGION: server.region,
    SOURCE_S3_BUCKETS: source,
    SOURCE_S3_ACCESS_KEY_ID: server.accessKeyId,
    SOURCE_S3_SECRET_ACCESS_KEY: server.secretAccessKey,
    SOURCE_S3_PATH_STYLE: 'true',
    DESTINATION_ENDPOINT: server.endpoint,
    DESTINATION_REGION: server.region,
    DESTINATION_BUCKET: destination,
    DESTINATION_ACCESS_KEY_ID: server.accessKeyId,
    DESTINATION_SECRET_ACCESS_KEY: server.secretAccessKey,
    COPY_PARALLEL: String(PARALLEL),
  }
}

function copyOnce(place: Place, { name, objects }: CopyCase, signal: AbortSignal): Promise<Usage> {
  return backUp(place, { source: (at) => `${place.sourceUrl}/${name}/${at}`, objects }, signal)
}

/** A back-up of records of its own, from the start of its work to its end. CPU is that of the service and of its database. */
async function backUp(
  place: Place,
  { source, objects }: { source: (at: number) => string; objects: number },
  signal: AbortSignal,
): Promise<Usage> {
  const { service, databaseId } = place
  await discover(
    place,
    Array.from({ length: objects }, (_, at) => source(at)),
  )
  const before = { worker: cpuSecondsOf(service.processId), database: cpuSecondsOfFamily(databaseId) }
  const { id } = await service.api.startRun('back_up', { kind: 'everything' })
  await ended(place.owner, id, signal)
  const after = { worker: cpuSecondsOf(service.processId), database: cpuSecondsOfFamily(databaseId) }
  const run = await service.api.run(id)
  if (run.counts.outcomes.done !== objects) {
    throw new Error(`Expected ${objects} copies; ${run.counts.outcomes.done} were made. ${run.stopSentence ?? ''}`)
  }
  return {
    cpuSeconds: after.worker - before.worker,
    databaseCpuSeconds: after.database - before.database,
    seconds: (Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt ?? '')) / 1_000,
    peakMemoryMib: peakMemoryMibOf(service.processId),
  }
}

/** Asks the database, because answering would be work of the service that is measured. */
async function ended(owner: pg.Client, runId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { rows } = await owner.query('select state, ended_at, stop_sentence from runs where id = $1', [runId])
    if (rows[0].ended_at) return
    if (['halted', 'paused'].includes(rows[0].state)) throw new Error(`The back-up stopped: ${rows[0].stop_sentence}`)
    await wait(ASK_EVERY_MS, undefined, { signal })
  }
}

let discovered = 0

/** New records as an inventory leaves them, each pointing at one object. */
async function discover({ owner }: Place, urls: readonly string[]): Promise<void> {
  await owner.query(INSERT_RECORDS, [urls, discovered])
  await owner.query('analyze file_records')
  discovered += urls.length
}

/** Twenty records an Account, in the order of their ids. */
const INSERT_RECORDS = `
with added as (
  select number, url, 'a01' || lpad(number::text, 12, '0') || 'AAA' as record_id,
    '001' || lpad((number / 20)::text, 12, '0') || 'AAA' as account_id
  from unnest($1::text[]) with ordinality as given (url, place)
  cross join lateral (select place + $2::bigint as number) as numbered
), named as (
  insert into accounts (account_id, name)
  select distinct account_id, 'Northwind Traders' from added
  on conflict do nothing
)
insert into file_records (record_id, account_id, name, document_url, type, system_modstamp, first_seen_url, first_seen_at,
  first_seen_run_id, observed_at, seen_in_run_number)
select record_id, account_id, 'Contract ' || number || '.pdf', url, 'Document', now(), url, now(),
  '00000000-0000-7000-8000-000000000000', now(), 1
from added`
