import { createHash } from 'node:crypto'
import { type DocliftError, TransientError, toDocliftError } from '../domain/errors.ts'
import { nextQuestionAt } from '../domain/file/archived.ts'
import { contentTypeOf } from '../domain/object/content-type.ts'
import { contentDisposition } from '../domain/object/disposition.ts'
import { formatFingerprint } from '../domain/object/fingerprint.ts'
import { destinationKey } from '../domain/object/key.ts'
import { HOSTS_OF_COPY } from '../domain/pace/hosts.ts'
import { maxEncodedKeyCharacters } from '../domain/switch/url.ts'
import type { OpenedDocument, SourceRefusal } from '../ports/document-source.ts'
import type { CopyItem, CopyResult, HeldBatch } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { inParallel } from './in-parallel.ts'
import { paced } from './pace/paced.ts'
import { refuseWorkOutsideTestMode } from './test-mode.ts'
import type { Revisit } from './work-batch.ts'

const MAX_KEY_BYTES = 1_024
/** Copies written down together; after a crash at most this many, plus those at work, are copied once more. */
const FLUSH_EVERY = 20
/** So many objects in a row that fail for a passing reason are an outage of source or store, not a fault of each. */
const OUTAGE_AFTER = 10

/** One batch at work. */
interface CopyBatch {
  context: Context
  held: HeldBatch
  signal: AbortSignal
  /** Objects in a row that failed for a passing reason. */
  failuresInRow: number
  /** Records that failed for a passing reason; written down only once a success has shown that it was no outage. */
  passing: Set<string>
  waiting: CopyResult[]
}

/** Copies the objects of a batch, each streamed once, checksummed while it passes and attested by the store. */
export async function backUpBatch(context: Context, held: HeldBatch, signal: AbortSignal): Promise<Revisit> {
  const { tracking } = context.ports
  const batch: CopyBatch = { context, held, signal, failuresInRow: 0, passing: new Set(), waiting: [] }
  const items = await tracking.copyItems(held)
  await refuseWorkOutsideTestMode(context, held.runId, items)
  await inParallel(items, (item) => copyWithRetries(batch, item), {
    ...(await paced(context, HOSTS_OF_COPY, { runId: held.runId, signal })),
    flushEvery: FLUSH_EVERY,
    flush: (results) => record(batch, results),
  })
  batch.failuresInRow = 0
  await record(batch, [])
  return undefined
}

/** Writes results down; what may be the beginning of an outage waits. */
async function record(batch: CopyBatch, results: readonly CopyResult[]): Promise<void> {
  const { tracking, clock } = batch.context.ports
  const isPassing = ({ recordId }: CopyResult) => batch.passing.has(recordId)
  batch.waiting.push(...results.filter(isPassing))
  const sure = results.filter((result) => !isPassing(result))
  if (batch.failuresInRow === 0) sure.push(...batch.waiting.splice(0))
  if (sure.length > 0) await tracking.recordCopies(batch.held, sure, clock.now())
}

/** One object with a few tries on transient errors; a fatal error stops the run, any other is the result of this record. */
async function copyWithRetries(batch: CopyBatch, item: CopyItem): Promise<CopyResult> {
  const { context, signal } = batch
  const { tries, retryAfterMs } = context.settings.copy
  for (let attempt = 1; ; attempt += 1) {
    try {
      signal.throwIfAborted()
      const result = await copyOnce(context, item, signal)
      batch.failuresInRow = 0
      return result
    } catch (thrown) {
      signal.throwIfAborted()
      const error = toDocliftError(thrown)
      if (error.behaviour !== 'transient') return failure(context, item, error)
      if (attempt === tries) return failureOrOutage(batch, item, error)
      await context.ports.clock.sleep(error.retryAfterMs ?? retryAfterMs * 2 ** (attempt - 1), signal)
    }
  }
}

/** An outage is thrown, so that the batch is tried again later instead of failing every record of the org. */
function failureOrOutage(batch: CopyBatch, item: CopyItem, error: DocliftError): CopyResult {
  batch.failuresInRow += 1
  batch.passing.add(item.recordId)
  if (batch.failuresInRow >= OUTAGE_AFTER) throw error
  return failure(batch.context, item, error)
}

/** The record gets a sentence without the words of what nobody expected; the log gets them. */
function failure({ ports }: Context, { recordId }: CopyItem, error: DocliftError): CopyResult {
  if (error.behaviour === 'fatal') throw error
  if (error.code === 'internal.unexpected') ports.log.error(error.message, { recordId, code: error.code, error })
  return { recordId, result: 'failed', code: error.code, sentence: error.message }
}

async function copyOnce(context: Context, item: CopyItem, signal: AbortSignal): Promise<CopyResult> {
  const { identifier, documentUrl, recordId, name } = item
  const answer = await context.ports.source.open({ recordId, identifier, documentUrl, fileName: name }, signal)
  if (answer.kind !== 'found') return refusalResult(context, item, answer)
  try {
    return await store(context, item, answer.document, signal)
  } finally {
    answer.document.body.destroy()
  }
}

async function store(
  context: Context,
  item: CopyItem,
  document: OpenedDocument,
  signal: AbortSignal,
): Promise<CopyResult> {
  const fingerprint = formatFingerprint(document.fingerprint)
  const objectKey = await keyOf(context, item, fingerprint)
  if (objectKey === undefined) return tooLong(item.recordId)
  const contentType = contentTypeOf(item.name, document.contentType, document.firstBytes)
  const receipt = await context.ports.store.put(
    {
      key: objectKey,
      body: document.body,
      sizeBytes: document.fingerprint.sizeBytes,
      contentType,
      contentDisposition: contentDisposition(item.name, contentType),
      metadata: { 'record-id': item.recordId },
      // The key is made from what is copied, so what is there is the same bytes, or not ours to overwrite.
      isCreateOnly: true,
    },
    signal,
  )
  if (receipt.sizeBytes !== document.fingerprint.sizeBytes) {
    throw new TransientError(
      'source.size-changed',
      `Expected ${document.fingerprint.sizeBytes} bytes; the store holds ${receipt.sizeBytes}. It is copied again.`,
    )
  }
  return {
    recordId: item.recordId,
    result: 'verified',
    sourceFingerprint: fingerprint,
    objectKey,
    etag: receipt.etag,
    versionId: receipt.versionId,
    sizeBytes: receipt.sizeBytes,
    contentType,
    checksum: receipt.checksum,
    attestation: receipt.attestation,
  }
}

async function keyOf(context: Context, item: CopyItem, fingerprint: string): Promise<string | undefined> {
  const { settings } = context
  const parts = {
    prefix: settings.copy.prefix,
    accountId: item.accountId,
    accountName: item.accountName,
    recordId: item.recordId,
    fingerprintDigest: createHash('sha256').update(fingerprint).digest('hex').slice(0, 12),
    fileName: item.name,
  }
  const maxEncodedCharacters = maxEncodedKeyCharacters(settings.url, await context.urlField())
  return destinationKey(parts, { maxKeyBytes: MAX_KEY_BYTES, maxEncodedCharacters })
}

function tooLong(recordId: string): CopyResult {
  const sentence =
    'No key for this object gives a URL that fits the field. Use a shorter URL_BASE or DESTINATION_PREFIX.'
  return { recordId, result: 'failed', code: 'copy.url-too-long', sentence }
}

function refusalResult({ ports }: Context, { recordId, archivedAnswers }: CopyItem, answer: SourceRefusal): CopyResult {
  switch (answer.kind) {
    case 'archived': {
      const { askAgainAfterMs } = answer
      const askAgainAt = nextQuestionAt(ports.clock.now(), { askAgainAfterMs, answersBefore: archivedAnswers })
      const sentence = 'The document is archived at the source; a restore was asked for. Doclift asks again by itself.'
      return { recordId, result: 'restoring', askAgainAt, code: 'source.archived', sentence }
    }
    case 'missing':
      return { recordId, result: 'missing', code: answer.code, sentence: answer.sentence }
    case 'refused':
      return { recordId, result: 'failed', code: answer.code, sentence: answer.sentence }
    case 'too-large': {
      const { sizeBytes, code, sentence } = answer
      return { recordId, result: 'too-large', sizeBytes, code, sentence }
    }
    case 'not-this-sources': {
      const sentence =
        'The record has nothing its sources could be asked by. Look at its identifier and its URL in Salesforce.'
      return { recordId, result: 'failed', code: 'source.no-identifier', sentence }
    }
  }
}
