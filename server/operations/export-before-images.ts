import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { FatalError } from '../domain/errors.ts'
import { formatBulkRow } from '../domain/switch/bulk-csv.ts'
import type { Context } from './context.ts'

const PAGE_RECORDS = 2_000

/**
 * Puts the values a switch would overwrite into the bucket, as CSV that Data Loader can load when Doclift itself is gone
 * (design.md section 7 step 8). The planned items do not change any more, so the text is made twice: once for its
 * length, once for the stream; nothing is held in memory or on disk.
 * @throws FatalError `switch.export-differs` when both texts were not the same
 */
export async function exportBeforeImages(context: Context, runId: string): Promise<void> {
  const { store, tracking, clock } = context.ports
  const { sizeBytes, sha256, rowCount } = await measure(context, runId)
  const key = `${context.settings.copy.prefix}/_doclift/before-images/${runId}.csv`
  const body = Readable.from(bytesOf(pagesOf(context, runId)), { objectMode: false })
  const receipt = await store.put({ key, body, sizeBytes, contentType: 'text/csv; charset=utf-8' })
  if (receipt.checksum.value !== sha256) {
    throw new FatalError(
      'switch.export-differs',
      'The plan changed while its before-images were exported. Make a new plan.',
    )
  }
  await tracking.recordExport(runId, { key, sha256, rowCount, at: clock.now() })
}

interface CsvPage {
  bytes: Buffer
  rowCount: number
}

async function measure(context: Context, runId: string) {
  const hash = createHash('sha256')
  let sizeBytes = 0
  let rowCount = 0
  for await (const page of pagesOf(context, runId)) {
    hash.update(page.bytes)
    sizeBytes += page.bytes.length
    rowCount += page.rowCount
  }
  return { sizeBytes, sha256: hash.digest('hex'), rowCount }
}

async function* bytesOf(pages: AsyncIterable<CsvPage>): AsyncGenerator<Buffer> {
  for await (const page of pages) yield page.bytes
}

async function* pagesOf({ ports, settings }: Context, runId: string): AsyncGenerator<CsvPage> {
  yield { bytes: Buffer.from(formatBulkRow(['Id', settings.urlField])), rowCount: 0 }
  for await (const lines of ports.tracking.planLines(runId, PAGE_RECORDS)) {
    const planned = lines.filter((line) => line.leftOutReason === null)
    if (planned.length === 0) continue
    const text = planned.map((line) => formatBulkRow([line.recordId, line.expectedUrl])).join('')
    yield { bytes: Buffer.from(text), rowCount: planned.length }
  }
}
