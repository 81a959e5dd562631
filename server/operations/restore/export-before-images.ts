import { FatalError, toDocliftError } from '../../domain/errors.ts'
import { bodyOfChunks } from '../../domain/object/byte-body.ts'
import type { BeforeImagesPart } from '../../domain/restore/before-images.ts'
import { type Context, SERVICE_ACTOR_ID } from '../context.ts'
import { describeBeforeImages, formatDescription, type PlannedRun, readBeforeImages } from './before-images.ts'
import { siteOf } from './site.ts'

/**
 * Puts the values that a run would overwrite into the bucket, as CSV that Data Loader can load when Doclift itself is gone
 * (design.md section 7 step 8), with a description beside it. The planned items do not change any more, so the text is made
 * twice: once for its length, once for the stream; nothing is held in memory or on disk.
 * @throws FatalError `switch.export-differs` when both texts were not the same
 */
export async function exportBeforeImages(context: Context, run: PlannedRun, signal?: AbortSignal): Promise<void> {
  const { store, tracking, clock } = context.ports
  const { urlField } = context.settings
  const description = await describeBeforeImages(tracking, run, siteOf(context))
  const { sizeBytes, sha256, rows } = description
  const key = `${context.settings.copy.prefix}/_doclift/before-images/${run.id}.csv`
  const body = bodyOfChunks(bytesOf(readBeforeImages(tracking, run.id, urlField)))
  const receipt = await store.put(
    { key, body, sizeBytes, contentType: 'text/csv; charset=utf-8', needsSha256: true },
    signal,
  )
  if (receipt.checksum?.value !== sha256) {
    throw new FatalError(
      'switch.export-differs',
      'The plan changed while its before-images were exported. Make a new plan.',
    )
  }
  await putDescription(context, key.replace(/\.csv$/, '.json'), formatDescription(description), signal)
  await tracking.recordExport(run.id, { key, sha256, rowCount: rows, at: clock.now() })
}

async function putDescription({ ports }: Context, key: string, text: string, signal?: AbortSignal): Promise<void> {
  const bytes = Buffer.from(text)
  const body = bodyOfChunks([bytes])
  await ports.store.put({ key, body, sizeBytes: bytes.length, contentType: 'application/json' }, signal)
}

async function* bytesOf(parts: AsyncIterable<BeforeImagesPart>): AsyncGenerator<Buffer> {
  for await (const { text } of parts) if (text !== '') yield Buffer.from(text)
}

/** A rollback is what is left when the bucket is out of order, so it waits for the bucket no longer than this. */
const ROLL_BACK_WAITS_MS = 10_000

/**
 * The same before a rollback, which goes on without the file when the bucket does not take it: the ledger has every value,
 * and the report of the run gives the same file. What went wrong is in the audit log.
 */
export async function tryExportBeforeImages(context: Context, run: PlannedRun, signal: AbortSignal): Promise<void> {
  try {
    await exportBeforeImages(context, run, AbortSignal.any([signal, AbortSignal.timeout(ROLL_BACK_WAITS_MS)]))
  } catch (thrown) {
    signal.throwIfAborted()
    await noteMissingExport(context, run, thrown)
  }
}

async function noteMissingExport({ ports }: Context, run: PlannedRun, thrown: unknown): Promise<void> {
  const { tracking, clock, log } = ports
  const error = toDocliftError(thrown)
  log.warn('The before-images of a rollback were not exported; it goes on.', { runId: run.id, code: error.code, error })
  await tracking.appendAudit({
    at: clock.now(),
    actorId: SERVICE_ACTOR_ID,
    action: 'run.before-images-not-exported',
    subject: run.id,
    detail: { code: error.code },
  })
}
