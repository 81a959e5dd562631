import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { Operation } from '../../../server/domain/run/run.ts'
import type { RunDetail } from '../../demo/api.ts'
import { hasEnded } from '../../demo/follow.ts'
import { type BenchRow, spreadOf } from '../result.ts'
import type { Stage } from '../stage.ts'
import type { Measured } from './budgets.ts'

/** What one run cost. */
export interface Cost {
  /** Requests to Salesforce. */
  apiCalls: number
  s3Requests: number
  /** From asking for it to its end. */
  seconds: number
  /** Highest resident memory of the service from its start to the end of this run. */
  peakMemoryMiB: number
}

/** A service, and the sandbox that counts what it is asked for. */
export type Subject = Pick<Stage, 'service' | 'sandbox'>

/** Of looks at a run: short at first, because a catch-up takes less than a second, and later no burden on a long run. */
const POLL_MS = { first: 20, most: 500, growth: 1.05 } as const
const MIB = 1024 * 1024

/** Runs an operation over everything and counts. @throws Error when it does not succeed */
export function costOf(subject: Subject, operation: Operation, signal: AbortSignal): Promise<Cost> {
  return costOfAct(subject, async () => {
    const { id } = await subject.service.api.startRun(operation, { kind: 'everything' })
    await untilSucceeded(subject, id, signal)
  })
}

/** Counts what an act asks for, and how long it takes. */
export async function costOfAct({ service, sandbox }: Subject, act: () => Promise<void>): Promise<Cost> {
  const { control, store } = sandbox
  await control.resetApiCalls()
  const requestsBefore = await store.requests()
  const startedAtMs = performance.now()
  await act()
  const seconds = (performance.now() - startedAtMs) / 1_000
  const peakBytes = (await service.api.metric('doclift_process_peak_resident_memory_bytes')) ?? Number.NaN
  return {
    apiCalls: await control.apiCalls(),
    s3Requests: (await store.requests()) - requestsBefore,
    seconds,
    peakMemoryMiB: peakBytes / MIB,
  }
}

/** @throws Error with the run's own reason when it ends otherwise */
export async function untilSucceeded(subject: Subject, runId: string, signal: AbortSignal): Promise<void> {
  const { operation, state, stopSentence } = await untilRun(subject, runId, signal, hasEnded)
  if (state !== 'succeeded') throw new Error(`The ${operation} ended as ${state}: ${stopSentence ?? 'no reason'}`)
}

/** Asks for a run until the test holds. */
export async function untilRun(
  { service: { api } }: Subject,
  runId: string,
  signal: AbortSignal,
  isReached: (run: RunDetail) => boolean,
): Promise<RunDetail> {
  for (let waitMs: number = POLL_MS.first; ; waitMs = Math.min(waitMs * POLL_MS.growth, POLL_MS.most)) {
    const run = await api.run(runId)
    if (isReached(run)) return run
    await wait(waitMs, undefined, { signal })
  }
}

export function toRows({ act, records, costs }: Measured): BenchRow[] {
  const row = (metric: string, unit: string, pick: (cost: Cost) => number): BenchRow => {
    return { case: `${act} ${records}`, subject: 'doclift', metric, unit, ...spreadOf(costs.map(pick)) }
  }
  return [
    row('API calls', 'calls', (cost) => cost.apiCalls),
    row('S3 requests', 'requests', (cost) => cost.s3Requests),
    row('seconds', 's', (cost) => cost.seconds),
    row('peak memory', 'MiB', (cost) => cost.peakMemoryMiB),
  ]
}
