import { setTimeout as wait } from 'node:timers/promises'
import type { DocliftApi, RunDetail } from './api.ts'
import { ProgressLine } from './progress.ts'

const POLL_MS = 200

/** Polls a run until the test holds, showing its progress. */
export async function followUntil(
  api: DocliftApi,
  runId: string,
  isReached: (run: RunDetail) => boolean,
): Promise<RunDetail> {
  const line = new ProgressLine()
  for (;;) {
    const run = await api.run(runId)
    if (isReached(run)) {
      line.end()
      return run
    }
    line.show(run)
    await wait(POLL_MS)
  }
}

/** Follows a run to its end. A run that failed or was halted ends the demo with its own sentence. */
export async function followToEnd(api: DocliftApi, runId: string): Promise<RunDetail> {
  const run = await followUntil(api, runId, hasEnded)
  if (run.state === 'failed' || run.state === 'halted') {
    throw new Error(`Job ${run.number} (${run.operation}) ${run.state}: ${run.stopSentence ?? 'no reason was given'}`)
  }
  return run
}

export function hasEnded(run: Pick<RunDetail, 'state'>): boolean {
  return ['succeeded', 'partially_succeeded', 'failed', 'halted'].includes(run.state)
}
