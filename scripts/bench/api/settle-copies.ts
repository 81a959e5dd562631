/**
 * A process of its own that is the run at work while the API is measured: it claims batches of a back-up and settles their
 * items as a worker does, without moving bytes. Arguments: run id, objects per second. The database is `DATABASE_URL`.
 * Its parent hears how many items are settled, and its end is the end of this process.
 */
import { createHash } from 'node:crypto'
import { systemClock } from '../../../server/adapters/clock/system-clock.ts'
import { uuidIds } from '../../../server/adapters/clock/uuid-ids.ts'
import { openTrackingStore } from '../../../server/adapters/postgres/tracking-store.ts'
import type { CopyItem, CopyResult, HeldBatch } from '../../../server/ports/tracking/batches.ts'

/** As a worker with the usual settings: two batches at a time, written down in groups, counters folded now and then. */
const PARALLEL_BATCHES = 2
const FLUSH_EVERY = 20
const FOLD_EVERY_MS = 5_000
/** One in a hundred ids. */
const FAILING = /55EAA$/

const [runId = '', objectsPerSecond = '0'] = process.argv.slice(2)
const groupMs = (FLUSH_EVERY * PARALLEL_BATCHES * 1_000) / Number(objectsPerSecond)
const tracking = await openTrackingStore({
  url: process.env.DATABASE_URL ?? '',
  ids: uuidIds(systemClock),
  maxConnections: PARALLEL_BATCHES + 1,
})
const waiting = (await tracking.batchesOf(runId)).filter((batch) => batch.state !== 'done').values()

process.once('disconnect', () => process.exit())
// A terminal sends Ctrl-C to every process; this one ends with its parent.
process.on('SIGINT', () => {})
void foldForEver()
await Promise.all(Array.from({ length: PARALLEL_BATCHES }, settleBatches))
throw new Error('The active run has no items left.')

async function settleBatches(): Promise<void> {
  for (const { batchId } of waiting) {
    const held = await tracking.claimBatch(batchId, null)
    if (held) await settleBatch(held)
  }
}

async function settleBatch(held: HeldBatch): Promise<void> {
  const items = await tracking.copyItems(held)
  for (let from = 0; from < items.length; from += FLUSH_EVERY) {
    const group = items.slice(from, from + FLUSH_EVERY)
    const pause = systemClock.sleep((groupMs * group.length) / FLUSH_EVERY)
    await tracking.recordCopies(held, group.map(toResult), systemClock.now())
    await tracking.isRunning(held.runId)
    process.send?.({ settled: group.length })
    await pause
  }
  await tracking.finishBatch(held, systemClock.now())
}

/** Some objects fail; the others are verified under a key like a real one. */
function toResult({ recordId, accountId, name }: CopyItem): CopyResult {
  if (FAILING.test(recordId)) {
    const sentence = 'The source refused to give the document. Ask the vendor for access.'
    return { recordId, result: 'failed', code: 'source.denied', sentence }
  }
  const digest = createHash('sha256').update(recordId).digest('hex')
  return {
    recordId,
    result: 'verified',
    sourceFingerprint: `etag:${digest.slice(0, 32)}`,
    objectKey: `doclift/${accountId}/Northwind Traders/${recordId}/${digest.slice(0, 12)}/${name}`,
    etag: digest.slice(0, 32),
    versionId: null,
    sizeBytes: 1_400_000,
    contentType: 'application/pdf',
    checksum: { algorithm: 'sha256', value: digest },
    attestation: 'sha256',
  }
}

async function foldForEver(): Promise<void> {
  for (;;) {
    await systemClock.sleep(FOLD_EVERY_MS)
    await tracking.foldCounters()
  }
}
