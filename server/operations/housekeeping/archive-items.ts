import { createHash } from 'node:crypto'
import { TransientError } from '../../domain/errors.ts'
import { bodyOfChunks } from '../../domain/object/byte-body.ts'
import { RUN_COLUMNS } from '../../domain/report/run-report.ts'
import type { RunToArchive } from '../../ports/tracking/housekeeping.ts'
import { type Context, SERVICE_ACTOR_ID } from '../context.ts'
import { formatWholeRows } from '../reports/format-rows.ts'
import type { Sweeping, Tally } from './sweeping.ts'

const ROWS_PER_PAGE = 1_000
/** Few enough that a transaction holds nobody up. */
const ITEMS_AT_ONCE = 2_000

/**
 * Moves the items of old verifications and dry runs into the bucket, as the lines of their report, and removes them from the
 * ledger once the store has attested the file. What a switch, a rollback or a back-up did is never moved.
 */
export async function archiveItems(context: Context, sweeping: Sweeping, tally: Tally): Promise<void> {
  const { tracking } = context.ports
  const runs = await tracking.runsToArchive(context.settings.housekeeping.itemsKeptDays)
  for (const run of runs) {
    if (sweeping.fence === null) tally.found += run.items
    else await archiveRun(context, { ...sweeping, fence: sweeping.fence }, tally, run)
  }
}

/** A crash between the file and the removal leaves the items of an archived run: they are removed the next time. */
async function archiveRun(
  context: Context,
  sweeping: Sweeping & { fence: number },
  tally: Tally,
  run: RunToArchive,
): Promise<void> {
  const { tracking } = context.ports
  await sweeping.hold()
  if (!run.isArchived) {
    const archive = await storeItems(context, run)
    await tracking.recordArchive(sweeping.fence, run.id, archive, SERVICE_ACTOR_ID)
  }
  for (let removed = -1; removed !== 0; ) {
    await sweeping.hold()
    removed = await tracking.removeArchivedItems(sweeping.fence, run.id, ITEMS_AT_ONCE)
    tally.found += removed
    tally.removed += removed
  }
}

/** The text is made twice, once for its length and once for the stream, so nothing is held in memory or on disk. */
async function storeItems({ ports, settings }: Context, run: RunToArchive) {
  const { tracking, store } = ports
  const key = `${settings.copy.prefix}/_doclift/archive/items-${run.id}.ndjson`
  const lines = () => formatWholeRows(tracking.runReport(run.id, ROWS_PER_PAGE), RUN_COLUMNS, 'json')
  const { sizeBytes, sha256 } = await measure(lines())
  const body = bodyOfChunks(bytesOf(lines()))
  const receipt = await store.put({ key, body, sizeBytes, contentType: 'application/x-ndjson', needsSha256: true })
  if (receipt.checksum?.value === sha256) return { key, sha256, items: run.items }
  const message = `The names in the report of run ${run.number} changed while it was archived. It is tried again.`
  throw new TransientError('housekeeping.archive-differs', message)
}

async function measure(lines: AsyncIterable<string>): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const bytes of bytesOf(lines)) {
    hash.update(bytes)
    sizeBytes += bytes.length
  }
  return { sizeBytes, sha256: hash.digest('hex') }
}

async function* bytesOf(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of lines) if (text !== '') yield Buffer.from(text)
}
