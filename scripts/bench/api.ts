import { type ActiveRun, startActiveRun } from './api/active-run.ts'
import { faultsOf, type Repetition, toRows } from './api/figures.ts'
import { type LoadOptions, sendLoad } from './api/load.ts'
import { mainReads, type Read, requireLedger } from './api/reads.ts'
import type { ApiScale } from './api/scale.ts'
import { formatApiTable } from './api/table.ts'
import type { BenchOutcome } from './result.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'

export interface ApiBenchOptions extends Omit<StageOptions, 'records'> {
  /** Further reads, beside the main ones. */
  extraReads?: readonly Read[]
}

/** As many objects a second as one worker copies of documents of the usual size (design.md section 10). */
const OBJECTS_PER_SECOND = 80

/**
 * Measures the main reads of the API of a real service over real sockets, on a ledger of the given size, while a run is
 * active. Everything has ended when this returns or throws.
 */
export async function benchApi(scale: ApiScale, options: ApiBenchOptions): Promise<BenchOutcome> {
  await using running = new AsyncDisposableStack()
  const stage = running.adopt(await openStage({ ...options, records: scale.records }), (it) => it.stop())
  const pace = { databaseUrl: stage.databaseUrl, objectsPerSecond: OBJECTS_PER_SECOND }
  const runId = await requireLedger(stage.get, scale.records)
  const reads = [...(await mainReads(stage.get)), ...(options.extraReads ?? [])]
  const activeRun = running.adopt(await startActiveRun(runId, pace), (it) => it.stop())
  const repetitions = await measure(scale, options, { stage, reads, activeRun })
  const rows = toRows(reads, repetitions)
  return { rows, table: formatApiTable(reads, rows), faults: faultsOf(repetitions) }
}

interface Measured {
  stage: Stage
  reads: readonly Read[]
  activeRun: ActiveRun
}

async function measure(
  { requestsPerSecond, warmUpSeconds, seconds, repetitions }: ApiScale,
  { say, signal }: ApiBenchOptions,
  { stage: { service }, reads, activeRun }: Measured,
): Promise<Repetition[]> {
  const load: LoadOptions = { baseUrl: service.url, token: service.token, reads, requestsPerSecond, seconds, signal }
  say(`Warming up for ${warmUpSeconds} s, then ${repetitions} times ${seconds} s`)
  await sendLoad({ ...load, seconds: warmUpSeconds })
  const measured: Repetition[] = []
  while (measured.length < repetitions) {
    measured.push(await repeat(load, activeRun))
    signal.throwIfAborted()
  }
  return measured
}

async function repeat(load: LoadOptions, activeRun: ActiveRun): Promise<Repetition> {
  const [settledBefore, startedAtMs] = [activeRun.settledCount(), performance.now()]
  const done = await sendLoad(load)
  activeRun.requireAlive()
  const settledCount = activeRun.settledCount() - settledBefore
  return { ...done, settledPerSecond: (settledCount * 1_000) / (performance.now() - startedAtMs) }
}
