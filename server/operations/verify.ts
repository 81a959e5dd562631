import { toDocliftError } from '../domain/errors.ts'
import { isSameState, sourceOfFingerprint } from '../domain/object/fingerprint.ts'
import { HOSTS_OF_COPY } from '../domain/pace/hosts.ts'
import type { ConfirmAnswer, DocumentRef } from '../ports/document-source.ts'
import type { StoredObject } from '../ports/object-store.ts'
import type { ConfirmResult, CopyItem, HeldBatch } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { inParallel } from './in-parallel.ts'
import { paced } from './pace/paced.ts'
import { refuseWorkOutsideTestMode } from './test-mode.ts'
import type { Revisit } from './work-batch.ts'

const FLUSH_EVERY = 100

/** Asks the source for each fingerprint and the store for each object again, without moving bytes. */
export async function verifyBatch(context: Context, held: HeldBatch, signal: AbortSignal): Promise<Revisit> {
  const { tracking, clock } = context.ports
  const items = await tracking.copyItems(held)
  await refuseWorkOutsideTestMode(context, held.runId, items)
  await inParallel(items, (item) => confirmItem(context, item, signal), {
    ...(await paced(context, HOSTS_OF_COPY, { runId: held.runId, signal })),
    flushEvery: FLUSH_EVERY,
    flush: (results) => tracking.recordConfirmations(held, results, clock.now()),
  })
  return undefined
}

async function confirmItem({ ports }: Context, item: CopyItem, signal: AbortSignal): Promise<ConfirmResult> {
  const { recordId } = item
  try {
    const stored = item.objectKey === null ? undefined : await ports.store.head(item.objectKey)
    const answer = await ports.source.confirm(refOf(item), signal)
    return judgeCopy(item, stored, answer)
  } catch (thrown) {
    const error = toDocliftError(thrown)
    if (error.behaviour === 'fatal') throw error
    if (error.code === 'internal.unexpected') ports.log.error(error.message, { recordId, code: error.code, error })
    return { recordId, result: 'unknown', code: error.code, sentence: error.message }
  }
}

function refOf({ recordId, identifier, documentUrl, name, sourceFingerprint }: CopyItem): DocumentRef {
  const copiedFrom = sourceFingerprint === null ? {} : { copiedFrom: sourceOfFingerprint(sourceFingerprint) }
  return { recordId, identifier, documentUrl, fileName: name, ...copiedFrom }
}

function judgeCopy(item: CopyItem, stored: StoredObject | undefined, answer: ConfirmAnswer): ConfirmResult {
  const { recordId } = item
  if (!stored || stored.etag !== item.objectEtag || stored.sizeBytes !== item.objectSizeBytes) {
    const sentence = 'The copy in the bucket is not the one that was verified. Back the record up again.'
    return { recordId, result: 'failed', code: 'copy.object-differs', sentence }
  }
  if (answer.kind === 'missing') return { recordId, result: 'missing', code: answer.code, sentence: answer.sentence }
  if (answer.kind !== 'found') {
    const sentence = 'The source could not show this document now, so nothing is known about it. Verify again later.'
    return { recordId, result: 'unknown', code: 'code' in answer ? answer.code : `source.${answer.kind}`, sentence }
  }
  if (isSameState(item.sourceFingerprint ?? '', answer.fingerprint)) return { recordId, result: 'same' }
  const sentence = 'The document changed at the source after it was copied. Back the record up again.'
  return { recordId, result: 'changed', code: 'source.changed', sentence }
}
