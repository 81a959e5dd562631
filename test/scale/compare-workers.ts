import { performance } from 'node:perf_hooks'
import { perform } from './acts.ts'
import { openPlace } from './place.ts'

/** A back-up by so many worker processes. */
export interface WorkerTrial {
  workers: number
  copies: number
  seconds: number
}

/** Enough for many batches each. */
const RECORDS = 400
/** As slow as a store far away, so that a worker waits and its processor rests: cores are not what is compared. */
const STORE_ANSWERS_AFTER_MS = 500
const SETTINGS = { COPY_PARALLEL: '4', COPY_BATCH: '10' }

/** The same back-up by one worker, and then by several, each a process of its own that was started by hand. */
export async function compareWorkers(several: number, interrupted: AbortSignal): Promise<WorkerTrial[]> {
  return [await backUpWith(1, interrupted), await backUpWith(several, interrupted)]
}

async function backUpWith(workers: number, interrupted: AbortSignal): Promise<WorkerTrial> {
  await using opened = new AsyncDisposableStack()
  const place = await openPlace(opened, { records: RECORDS, workers, settings: SETTINGS })
  await perform(place, 'inventory', interrupted)
  const slow = { with: 'slow-answer', share: 1, seed: 'far', delayMs: STORE_ANSWERS_AFTER_MS } as const
  await place.sandbox.store.fail('put', slow)
  const startedAtMs = performance.now()
  const { done } = await perform(place, 'back_up', interrupted)
  return { workers, copies: done, seconds: (performance.now() - startedAtMs) / 1_000 }
}

/** What the page says about it. */
export function describeTrials(trials: readonly WorkerTrial[]): string[] {
  const [one, several] = trials
  if (one === undefined || several === undefined) return []
  const speedUp = ((several.copies / several.seconds) * one.seconds) / one.copies
  const rows = trials.map(({ workers, copies, seconds }) => {
    return `| ${workers} | ${copies} | ${seconds.toFixed(1)} | ${(copies / seconds).toFixed(1)} |`
  })
  return [
    '### Several workers against one',
    '',
    `The same back-up by one \`npm run worker\` and by ${several.workers}, over one database: ${SETTINGS.COPY_PARALLEL} files at a time each, and a store that answers after ${STORE_ANSWERS_AFTER_MS} ms. So a worker mostly waits, as it does before a store far away, and what is compared is how work is handed out. On few cores nothing else can be compared: PostgreSQL and the sandbox share them, and a worker that computes all the time has no second core to go to.`,
    '',
    '| Workers | Copies | Seconds | Copies a second |',
    '|---:|---:|---:|---:|',
    ...rows,
    '',
    `${several.workers} workers are ${speedUp.toFixed(1)} times as fast as one.`,
    '',
  ]
}
