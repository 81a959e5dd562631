import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { Operation } from '../../../server/domain/run/run.ts'
import { hasEnded } from '../../demo/follow.ts'
import { type BenchRow, spreadOf } from '../result.ts'
import type { Stage } from '../stage.ts'

/** What one run cost. */
export interface Cost {
  /** Requests to Salesforce. */
  apiCalls: number
  s3Requests: number
  /** From asking for it to its end. */
  seconds: number
}

/** A service, and the sandbox that counts what it is asked for. */
export type Subject = Pick<Stage, 'service' | 'sandbox'>

const POLL_MS = 20

/** Runs an operation over everything and counts. @throws Error when it does not succeed */
export async function costOf(subject: Subject, operation: Operation, signal: AbortSignal): Promise<Cost> {
  const { control, store } = subject.sandbox
  await control.resetApiCalls()
  const requestsBefore = await store.requests()
  const startedAtMs = performance.now()
  await perform(subject, operation, signal)
  const seconds = (performance.now() - startedAtMs) / 1_000
  return { apiCalls: await control.apiCalls(), s3Requests: (await store.requests()) - requestsBefore, seconds }
}

async function perform({ service: { api } }: Subject, operation: Operation, signal: AbortSignal): Promise<void> {
  const { id } = await api.startRun(operation, { kind: 'everything' })
  for (;;) {
    const { state, stopSentence } = await api.run(id)
    if (state === 'succeeded') return
    if (hasEnded({ state })) throw new Error(`The ${operation} ended as ${state}: ${stopSentence ?? 'no reason'}`)
    await wait(POLL_MS, undefined, { signal })
  }
}

/** The most calls and requests of all, and the median of the time, which varies with the machine. */
export function mostOf(costs: readonly Cost[]): Cost {
  return {
    apiCalls: Math.max(...costs.map((cost) => cost.apiCalls)),
    s3Requests: Math.max(...costs.map((cost) => cost.s3Requests)),
    seconds: spreadOf(costs.map((cost) => cost.seconds)).median,
  }
}

export function toRows(name: string, costs: readonly Cost[]): BenchRow[] {
  const row = (metric: string, unit: string, pick: (cost: Cost) => number): BenchRow => {
    return { case: name, subject: 'doclift', metric, unit, ...spreadOf(costs.map(pick)) }
  }
  return [
    row('API calls', 'calls', (cost) => cost.apiCalls),
    row('S3 requests', 'requests', (cost) => cost.s3Requests),
    row('time', 's', (cost) => cost.seconds),
  ]
}
