import { expect, test } from 'vitest'
import type { Context } from '../../server/operations/context.ts'
import { awaitIngestJob, readIngestResults } from '../../server/operations/ingest-job.ts'
import type { IngestJob, IngestJobState, WriteResult } from '../../server/ports/salesforce-org.ts'

const JOB = { jobId: '750000000000001AAA' } as IngestJob

const OF = { runId: 'run', rows: 2_000 }
const NEVER = Number.POSITIVE_INFINITY

/** A job that ends so long after its start, perhaps of a run that is halted, and a clock that moves when somebody sleeps. */
function jobOf({ endsAfterMs = NEVER, queuedForMs = 0, haltedAfterMs = NEVER }) {
  let [nowMs, looks, isAborted] = [0, 0, false]
  const stateNow = (): IngestJobState => {
    if (isAborted) return 'Aborted'
    if (nowMs >= endsAfterMs) return 'JobComplete'
    return nowMs < queuedForMs ? 'UploadComplete' : 'InProgress'
  }
  const clock = {
    now: () => new Date(nowMs),
    sleep: async (ms: number) => {
      nowMs += ms
    },
  }
  const writer = {
    async ingestJobStatus() {
      looks += 1
      return { state: stateNow() }
    },
    async abortIngestJob() {
      isAborted = true
    },
  }
  const tracking = {
    recordIngestJobState: async () => {},
    getRun: async () => ({ state: nowMs >= haltedAfterMs ? 'halted' : 'running' }),
  }
  const ports = { clock, writer, tracking }
  const switching = { pollMs: 1_000, jobQueuedLimitMs: 3_600_000 }
  const context = { ports, settings: { switching } } as unknown as Context
  return { context, seen: () => ({ looks, nowMs }) }
}

test('a long job is looked at seldom, and its end is seen within fifteen seconds', async () => {
  const { context, seen } = jobOf({ endsAfterMs: 120_000 })
  expect(await awaitIngestJob(context, JOB, OF, new AbortController().signal)).toBe('JobComplete')
  expect(seen().looks).toBeLessThan(18)
  expect(seen().nowMs).toBeLessThan(135_000)
})

test('a short job is seen to end within half of the time it took', async () => {
  const { context, seen } = jobOf({ endsAfterMs: 4_000 })
  await awaitIngestJob(context, JOB, OF, new AbortController().signal)
  expect(seen().nowMs).toBeLessThan(6_000)
})

test('a job that is still queued after the limit is aborted, and that is its end', async () => {
  const { context } = jobOf({ queuedForMs: NEVER })
  expect(await awaitIngestJob(context, JOB, OF, new AbortController().signal)).toBe('Aborted')
})

test.for([0, 40_000])('a job whose run is halted after %d ms is aborted within ten seconds', async (haltedAfterMs) => {
  const { context, seen } = jobOf({ queuedForMs: 20_000, haltedAfterMs })
  expect(await awaitIngestJob(context, JOB, OF, new AbortController().signal)).toBe('Aborted')
  expect(seen().nowMs).toBeLessThan(haltedAfterMs + 10_000)
})

test('lists of results are asked for until every row was told of', async () => {
  const asked: string[] = []
  const lists: Record<string, WriteResult[]> = {
    successful: [
      { recordId: 'a', result: 'written' },
      { recordId: 'b', result: 'written' },
    ],
    failed: [{ recordId: 'c', result: 'refused', code: 'X', sentence: 'No.', isTransient: false }],
    unprocessed: [{ recordId: 'd', result: 'unprocessed' }],
  }
  const writer = {
    async *ingestResults() {
      for (const [name, results] of Object.entries(lists)) {
        asked.push(name)
        yield* results
      }
    },
  }
  const read = async (...recordIds: string[]) => (await readIngestResults(writer, JOB, recordIds)).length
  expect([await read('b', 'a'), asked.splice(0)]).toEqual([2, ['successful']])
  expect([await read('a', 'c'), asked.splice(0)]).toEqual([3, ['successful', 'failed']])
  expect([await read('a', 'lost'), asked.splice(0)]).toEqual([4, ['successful', 'failed', 'unprocessed']])
})
