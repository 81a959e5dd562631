import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Sandbox, startSandbox } from '../../test/sandbox/client.ts'
import { type RunningService, startService } from '../demo/service.ts'
import { serviceSettings } from '../demo/settings.ts'
import { openLedger } from './ledger.ts'

/** A real service over a filled ledger. */
export interface Stage {
  service: RunningService
  sandbox: Sandbox
  /** The ledger itself, as the application role. */
  databaseUrl: string
  /** Asks the API once and gives the body. Throws when the answer is not 200. */
  get: Get
  /** Ends everything that was started. */
  stop(): Promise<void>
}

export type Get = <Body>(path: string) => Promise<Body>

export interface StageOptions {
  /** Folder for the filled ledgers; each size has its own in it. */
  keptIn: string
  records: number
  /** Takes a line on what is being done. */
  say: (line: string) => void
  signal: AbortSignal
  /** Records of the org that the service binds to; a few when left out. They are never those of the ledger. */
  orgRecords?: number
  /** Whether the service does work. Otherwise another process does, as with separate workers, so that it can be paced. */
  hasWorker?: boolean
  /** Changes the copy of the ledger before the service is started, as its owner. */
  prepare?: (ownerUrl: string) => Promise<void>
}

const FEW_RECORDS = 50

/** Starts a service on a copy of the filled ledger of this size. Everything listens on this machine alone. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { keptIn, records, say, signal, orgRecords = FEW_RECORDS, hasWorker = false, prepare } = options
  const home = join(keptIn, String(records))
  await mkdir(home, { recursive: true })
  await using starting = new AsyncDisposableStack()
  const ledger = starting.adopt(await openLedger({ home, records, say, signal }), (it) => it.stop())
  signal.throwIfAborted()
  await prepare?.(ledger.ownerUrl)
  say('Starting the service')
  const org = { home: join(home, `sandbox-${orgRecords}`), records: orgRecords, seed: 'bench' }
  const sandbox = starting.adopt(await startSandbox(org), (it) => it.stop())
  const own = { DATABASE_URL: ledger.appUrl, WORKER: hasWorker ? 'inside' : 'none' }
  const settings = { ...(await serviceSettings(home, sandbox.info)), ...own }
  const log = join(home, 'service.log')
  await rm(log, { force: true })
  const service = starting.adopt(await startService(settings, log), (it) => it.stop())
  const running = starting.move()
  return { service, sandbox, databaseUrl: ledger.appUrl, get: getterOf(service), stop: () => running.disposeAsync() }
}

function getterOf({ url, token }: RunningService): Get {
  return async <Body>(path: string) => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    if (answer.status === 200) return (await answer.json()) as Body
    throw new Error(`Expected 200 from ${path}; got ${answer.status}. The log of the service says why.`)
  }
}
