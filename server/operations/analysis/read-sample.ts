import type { SampledDocument } from '../../domain/analysis/facts.ts'
import { type DocliftError, toDocliftError } from '../../domain/errors.ts'
import { contentTypeOf } from '../../domain/object/content-type.ts'
import { HOSTS_OF_SOURCE } from '../../domain/pace/hosts.ts'
import type { DocumentSample, SampleAnswer } from '../../ports/document-source.ts'
import type { DrawnDocument } from '../../ports/tracking/analyses.ts'
import type { Context } from '../context.ts'
import { inParallel } from '../in-parallel.ts'
import { paced } from '../pace/paced.ts'

/** So many results are put together at a time. */
const FLUSH_EVERY = 20

/**
 * Reads the start of every drawn document. What fails for a passing reason is tried again like a copy and then counted as
 * unread.
 * @returns undefined when the run was halted meanwhile
 * @throws the error of the source when it is fatal, or when not a single document could be asked for
 */
export async function readSample(
  context: Context,
  drawn: readonly DrawnDocument[],
  { runId, signal }: { runId: string; signal: AbortSignal },
): Promise<SampledDocument[] | undefined> {
  const sample: SampledDocument[] = []
  const failures: DocliftError[] = []
  await inParallel(drawn, (document) => readOne(context, document, failures, signal), {
    ...(await paced(context, HOSTS_OF_SOURCE, { runId, signal })),
    flushEvery: FLUSH_EVERY,
    flush: async (results) => void sample.push(...results),
  })
  signal.throwIfAborted()
  if (sample.length < drawn.length) return undefined
  if (failures[0] && failures.length === drawn.length) throw failures[0]
  return sample
}

async function readOne(
  context: Context,
  document: DrawnDocument,
  failures: DocliftError[],
  signal: AbortSignal,
): Promise<SampledDocument> {
  const { tries, retryAfterMs } = context.settings.copy
  for (let attempt = 1; ; attempt += 1) {
    try {
      return toSampled(document, await ask(context, document, signal))
    } catch (thrown) {
      signal.throwIfAborted()
      const error = toDocliftError(thrown)
      if (error.behaviour === 'fatal') throw error
      if (error.behaviour === 'permanent' || attempt === tries) {
        failures.push(error)
        return { stratum: document.stratum, outcome: 'unread' }
      }
      await context.ports.clock.sleep(error.retryAfterMs ?? retryAfterMs * 2 ** (attempt - 1), signal)
    }
  }
}

function ask({ ports }: Context, document: DrawnDocument, signal: AbortSignal): Promise<SampleAnswer> {
  const { recordId, identifier, documentUrl, name } = document
  return ports.source.sample({ recordId, identifier, documentUrl, fileName: name }, signal)
}

function toSampled({ stratum, name }: DrawnDocument, answer: SampleAnswer): SampledDocument {
  switch (answer.kind) {
    case 'found':
      return { stratum, outcome: 'read', ...measure(name, answer.sample) }
    case 'archived':
    case 'missing':
    case 'refused':
      return { stratum, outcome: answer.kind }
    case 'too-large':
    case 'not-this-sources':
      return { stratum, outcome: 'refused' }
  }
}

/** The content type is the one a copy would be stored with. */
function measure(name: string, { sizeBytes, contentType, firstBytes }: DocumentSample) {
  return { sizeBytes, contentType: contentTypeOf(name, contentType, firstBytes) }
}
