import { createHash } from 'node:crypto'
import { TransientError, toDocliftError } from '../domain/errors.ts'
import { contentTypeOf } from '../domain/object/content-type.ts'
import { contentDisposition } from '../domain/object/disposition.ts'
import { formatFingerprint } from '../domain/object/fingerprint.ts'
import { destinationKey } from '../domain/object/key.ts'
import { maxEncodedKeyCharacters } from '../domain/switch/url.ts'
import type { OpenedDocument, SourceRefusal } from '../ports/document-source.ts'
import type { CopyItem, CopyResult, HeldBatch } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { inParallel } from './in-parallel.ts'
import { peek } from './peek.ts'
import type { Revisit } from './work-batch.ts'

const MAX_KEY_BYTES = 1_024
/** Enough for every signature that a content type is told from. */
const PEEK_BYTES = 4_096
/** Copies written down together; after a crash at most this many, plus those at work, are copied once more. */
const FLUSH_EVERY = 20

/** Copies the objects of a batch, each streamed once, checksummed while it passes and attested by the store. */
export async function backUpBatch(context: Context, held: HeldBatch, signal: AbortSignal): Promise<Revisit> {
  const { tracking, clock } = context.ports
  await inParallel(await tracking.copyItems(held), (item) => copyWithRetries(context, item, signal), {
    parallel: context.settings.copy.parallelObjects,
    flushEvery: FLUSH_EVERY,
    flush: async (results) => {
      await tracking.recordCopies(held, results, clock.now())
      return !signal.aborted && (await tracking.isRunning(held.runId))
    },
  })
  return undefined
}

/** One object with a few tries on transient errors; a fatal error stops the run, any other is the result of this record. */
async function copyWithRetries(context: Context, item: CopyItem, signal: AbortSignal): Promise<CopyResult> {
  const { tries, retryAfterMs } = context.settings.copy
  for (let attempt = 1; ; attempt += 1) {
    try {
      signal.throwIfAborted()
      return await copyOnce(context, item, signal)
    } catch (thrown) {
      signal.throwIfAborted()
      const error = toDocliftError(thrown)
      if (error.behaviour === 'fatal') throw error
      if (error.behaviour === 'permanent' || attempt === tries) {
        return { recordId: item.recordId, result: 'failed', code: error.code, sentence: error.message }
      }
      await context.ports.clock.sleep(error.retryAfterMs ?? retryAfterMs * 2 ** (attempt - 1), signal)
    }
  }
}

async function copyOnce(context: Context, item: CopyItem, signal: AbortSignal): Promise<CopyResult> {
  const { identifier, documentUrl, recordId, name } = item
  const answer = await context.ports.source.open({ recordId, identifier, documentUrl, fileName: name }, signal)
  if (answer.kind !== 'found') return refusalResult(context, recordId, answer)
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
  const { first, body } = await peek(document.body, PEEK_BYTES)
  const contentType = contentTypeOf(item.name, document.contentType, first)
  const receipt = await context.ports.store.put(
    {
      key: objectKey,
      body,
      sizeBytes: document.fingerprint.sizeBytes,
      contentType,
      contentDisposition: contentDisposition(item.name, contentType),
      metadata: { 'record-id': item.recordId },
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
    sha256: receipt.checksum.value,
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

function refusalResult({ ports }: Context, recordId: string, answer: SourceRefusal): CopyResult {
  switch (answer.kind) {
    case 'archived': {
      const askAgainAt = new Date(ports.clock.now().getTime() + answer.askAgainAfterMs)
      const sentence = 'The document is archived at the source; a restore was asked for. Back it up again later.'
      return { recordId, result: 'restoring', askAgainAt, code: 'source.archived', sentence }
    }
    case 'missing':
      return { recordId, result: 'missing', code: answer.code, sentence: answer.sentence }
    case 'refused':
      return { recordId, result: 'failed', code: answer.code, sentence: answer.sentence }
    case 'not-this-sources': {
      const sentence = 'The record has nothing the source could be asked by. Look at its identifier in Salesforce.'
      return { recordId, result: 'failed', code: 'source.no-identifier', sentence }
    }
  }
}
