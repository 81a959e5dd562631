import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { PROJECT } from '../../scripts/demo/places.ts'
import { type RunningService, startService } from '../../scripts/demo/service.ts'
import { serviceSettings } from '../../scripts/demo/settings.ts'
import { removeEmbeddedPostgres } from '../../server/adapters/postgres/embedded.ts'
import { type Sandbox, startSandbox } from '../sandbox/client.ts'
import { type CountingPostgres, startCountingPostgres } from './counting-postgres.ts'
import { type MemoryWatch, watchMemory } from './memory-watch.ts'
import { type RunningWorker, startWorker } from './worker.ts'

/** A whole installation of real processes on an empty ledger, beside an org of so many records. */
export interface Place {
  records: number
  service: RunningService
  sandbox: Sandbox
  postgres: CountingPostgres
  /** The ledger, as its owner: what is asked here is not counted. */
  ledger: pg.Client
  /** Of the database before anything was in it. */
  emptyBytes: number
  databaseBytes(): Promise<number>
  memory: MemoryWatch
  /** Ends the workers, so that only what the service is asked for is counted. */
  stopWorkers(): Promise<void>
}

const HOMES = join(PROJECT, '.doclift', 'scale')
/** The smallest that every format has room in: bytes are no part of what grows here. */
const DOCUMENT_BYTES = 4_096
/** What is archived does not come back meanwhile: a large run takes longer than a usual restore, and would copy between the acts. */
const RESTORE_SECONDS = 7 * 86_400

/** Opens a place; what it started ends, and what it wrote is deleted, with the stack. */
export async function openPlace(
  opened: AsyncDisposableStack,
  options: { records: number; workers: number; settings?: Readonly<Record<string, string>> },
): Promise<Place> {
  const { records, workers } = options
  const home = join(HOMES, String(records))
  await emptyHome(opened, home)
  const postgres = opened.adopt(await startCountingPostgres(home), (it) => it.remove())
  const content = { records, seed: 'scale', largestDocumentBytes: DOCUMENT_BYTES, restoreAfterSeconds: RESTORE_SECONDS }
  const sandbox = opened.adopt(await startSandbox({ home: join(home, 'sandbox'), ...content }), (it) => it.stop())
  const settings = { ...(await serviceSettings(home, sandbox.info)), LOG_LEVEL: 'warn', ...options.settings }
  const own = { ...settings, WORKER: 'none' }
  const service = opened.adopt(await startService(own, join(home, 'service.log')), (it) => it.stop())
  const running = await startWorkers(opened, { ...settings, DATABASE_URL: postgres.appUrl }, home, workers)
  const ledger = opened.adopt(new pg.Client({ connectionString: postgres.ownerUrl }), (it) => it.end())
  await ledger.connect()
  const ids = running.map(({ processId }) => processId)
  const watched = { workers: ids, service: service.processId, database: postgres.processId }
  const memory = opened.adopt(watchMemory(watched), (it) => it.stop())
  const stopWorkers = async () => void (await Promise.all(running.map((worker) => worker.stop())))
  const databaseBytes = async () => (await ledger.query<{ bytes: number }>(DATABASE_BYTES)).rows[0]?.bytes ?? 0
  const emptyBytes = await databaseBytes()
  return { records, service, sandbox, postgres, ledger, emptyBytes, databaseBytes, memory, stopWorkers }
}

const DATABASE_BYTES = 'select pg_database_size(current_database())::float8 as bytes'

async function emptyHome(opened: AsyncDisposableStack, home: string): Promise<void> {
  const remove = async () => {
    await removeEmbeddedPostgres(home)
    await rm(home, { recursive: true, force: true })
  }
  await remove()
  opened.defer(remove)
  await mkdir(home, { recursive: true })
}

async function startWorkers(
  opened: AsyncDisposableStack,
  settings: Readonly<Record<string, string>>,
  home: string,
  count: number,
): Promise<RunningWorker[]> {
  const running: RunningWorker[] = []
  while (running.length < count) {
    const log = join(home, `worker-${running.length + 1}.log`)
    running.push(opened.adopt(await startWorker(settings, log), (it) => it.stop()))
  }
  return running
}
