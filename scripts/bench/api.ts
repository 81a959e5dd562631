import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startSandbox } from '../../test/sandbox/client.ts'
import { type RunningService, startService } from '../demo/service.ts'
import { serviceSettings } from '../demo/settings.ts'
import { type ActiveRun, startActiveRun } from './api/active-run.ts'
import { faultsOf, type Repetition, toRows } from './api/figures.ts'
import { openLedger } from './api/ledger.ts'
import { type LoadOptions, sendLoad } from './api/load.ts'
import { type Get, mainReads, type Read, requireLedger } from './api/reads.ts'
import type { ApiScale } from './api/scale.ts'
import { formatApiTable } from './api/table.ts'
import type { BenchOutcome } from './result.ts'

export interface ApiBenchOptions {
  /** Folder for the filled ledgers; each size has its own in it. */
  keptIn: string
  /** Takes a line on what is being done. */
  say: (line: string) => void
  /** Ends the benchmark and everything it started. */
  signal: AbortSignal
  /** Further reads, beside the main ones. */
  extraReads?: readonly Read[]
}

/** As many objects a second as one worker copies of documents of the usual size (design.md section 10). */
const OBJECTS_PER_SECOND = 80
/** The org that the service binds to; its records are not those of the ledger. */
const SANDBOX = { records: 50, seed: 'bench' }

/**
 * Measures the main reads of the API of a real service over real sockets, on a ledger of the given size, while a run is
 * active. Everything listens on this machine alone and has ended when this returns or throws.
 */
export async function benchApi(scale: ApiScale, options: ApiBenchOptions): Promise<BenchOutcome> {
  const { say, signal } = options
  const home = join(options.keptIn, String(scale.records))
  await mkdir(home, { recursive: true })
  await using running = new AsyncDisposableStack()
  const ledger = running.adopt(await openLedger({ home, records: scale.records, say, signal }), (it) => it.stop())
  signal.throwIfAborted()
  say('Starting the service')
  const sandbox = running.adopt(await startSandbox({ home: join(home, 'sandbox'), ...SANDBOX }), (it) => it.stop())
  // The work is done by another process, as with separate workers, so that it can be paced.
  const own = { DATABASE_URL: ledger.appUrl, WORKER: 'none' }
  const settings = { ...(await serviceSettings(home, sandbox.info)), ...own }
  const log = join(home, 'service.log')
  await rm(log, { force: true })
  const service = running.adopt(await startService(settings, log), (it) => it.stop())
  const get = getterOf(service)
  const pace = { databaseUrl: ledger.appUrl, objectsPerSecond: OBJECTS_PER_SECOND }
  const runId = await requireLedger(get, scale.records)
  const reads = [...(await mainReads(get)), ...(options.extraReads ?? [])]
  const activeRun = running.adopt(await startActiveRun(runId, pace), (it) => it.stop())
  const repetitions = await measure(scale, { service, reads, activeRun, say, signal })
  const rows = toRows(reads, repetitions)
  return { rows, table: formatApiTable(reads, rows), faults: faultsOf(repetitions) }
}

interface Stage extends Pick<ApiBenchOptions, 'say' | 'signal'> {
  service: RunningService
  reads: readonly Read[]
  activeRun: ActiveRun
}

async function measure(scale: ApiScale, { service, reads, activeRun, say, signal }: Stage): Promise<Repetition[]> {
  const { requestsPerSecond, warmUpSeconds, seconds } = scale
  const load: LoadOptions = { baseUrl: service.url, token: service.token, reads, requestsPerSecond, seconds, signal }
  say(`Warming up for ${warmUpSeconds} s, then ${scale.repetitions} times ${seconds} s`)
  await sendLoad({ ...load, seconds: warmUpSeconds })
  const repetitions: Repetition[] = []
  while (repetitions.length < scale.repetitions) {
    repetitions.push(await repeat(load, activeRun))
    signal.throwIfAborted()
  }
  return repetitions
}

async function repeat(load: LoadOptions, activeRun: ActiveRun): Promise<Repetition> {
  const [settledBefore, startedAtMs] = [activeRun.settledCount(), performance.now()]
  const done = await sendLoad(load)
  activeRun.requireAlive()
  const settledCount = activeRun.settledCount() - settledBefore
  return { ...done, settledPerSecond: (settledCount * 1_000) / (performance.now() - startedAtMs) }
}

function getterOf({ url, token }: RunningService): Get {
  return async <Body>(path: string) => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    if (answer.status === 200) return (await answer.json()) as Body
    throw new Error(`Expected 200 from ${path}; got ${answer.status}. The log of the service says why.`)
  }
}
