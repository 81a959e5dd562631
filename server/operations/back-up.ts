import { type DocliftError, toDocliftError } from '../domain/errors.ts'
import { nextQuestionAt } from '../domain/file/archived.ts'
import { HOSTS_OF_COPY } from '../domain/pace/hosts.ts'
import type { SourceRefusal } from '../ports/document-source.ts'
import type { CopyItem, CopyResult, HeldBatch } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { inParallel } from './in-parallel.ts'
import { paced } from './pace/paced.ts'
import { refOf } from './source-ref.ts'
import { storeDocument } from './store-document.ts'
import { refuseWorkOutsideTestMode } from './test-mode.ts'
import { withTries } from './with-tries.ts'
import type { Revisit } from './work-batch.ts'

/**
 * Copies written down together, by five statements; after a crash at most this many, plus those at work, are looked at once
 * more: their objects are there, and are read and compared.
 */
const FLUSH_EVERY = 50
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
  try {
    const result = await withTries(context, signal, () => copyOnce(batch, item))
    batch.failuresInRow = 0
    return result
  } catch (thrown) {
    signal.throwIfAborted()
    const error = toDocliftError(thrown)
    if (error.behaviour !== 'transient') return failure(context, item, error)
    return error.code === 'source.changed' ? changing(item, error) : failureOrOutage(batch, item, error)
  }
}

/** Another document each time it was read: the source works, so it is no outage. */
function changing({ recordId }: CopyItem, { code, message }: DocliftError): CopyResult {
  return { recordId, result: 'changed', code, sentence: message }
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

async function copyOnce({ context, held, signal }: CopyBatch, item: CopyItem): Promise<CopyResult> {
  const answer = await context.ports.source.open(refOf(item), signal)
  if (answer.kind !== 'found') return refusalResult(context, item, answer)
  try {
    return (await storeDocument(context, item, answer.document, { held, signal })) ?? tooLong(item.recordId)
  } finally {
    answer.document.body.destroy()
  }
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
