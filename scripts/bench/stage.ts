import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startSandbox } from '../../test/sandbox/client.ts'
import { type RunningService, startService } from '../demo/service.ts'
import { serviceSettings } from '../demo/settings.ts'
import { openLedger } from './ledger.ts'

/** A real service over a filled ledger. */
export interface Stage {
  service: RunningService
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
}

/** The org that the service binds to; its records are not those of the ledger. */
const SANDBOX = { records: 50, seed: 'bench' }

/** Starts a service on a copy of the filled ledger of this size. Everything listens on this machine alone. */
export async function openStage({ keptIn, records, say, signal }: StageOptions): Promise<Stage> {
  const home = join(keptIn, String(records))
  await mkdir(home, { recursive: true })
  await using starting = new AsyncDisposableStack()
  const ledger = starting.adopt(await openLedger({ home, records, say, signal }), (it) => it.stop())
  signal.throwIfAborted()
  say('Starting the service')
  const sandbox = starting.adopt(await startSandbox({ home: join(home, 'sandbox'), ...SANDBOX }), (it) => it.stop())
  // Work is done by another process, as with separate workers, so that it can be paced.
  const own = { DATABASE_URL: ledger.appUrl, WORKER: 'none' }
  const settings = { ...(await serviceSettings(home, sandbox.info)), ...own }
  const log = join(home, 'service.log')
  await rm(log, { force: true })
  const service = starting.adopt(await startService(settings, log), (it) => it.stop())
  const running = starting.move()
  return { service, databaseUrl: ledger.appUrl, get: getterOf(service), stop: () => running.disposeAsync() }
}

function getterOf({ url, token }: RunningService): Get {
  return async <Body>(path: string) => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    if (answer.status === 200) return (await answer.json()) as Body
    throw new Error(`Expected 200 from ${path}; got ${answer.status}. The log of the service says why.`)
  }
}
