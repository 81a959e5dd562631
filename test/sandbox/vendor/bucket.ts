import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Catalogue, DocumentFacts } from '../catalogue/catalogue.ts'
import { contentOf, etagOf } from '../content/content.ts'
import { type Answer, emptyAnswer, errorAnswer, newRequestId, send, sendCut } from '../store/answer.ts'
import { authenticate } from '../store/authentication.ts'
import { isNotModified } from '../store/conditions.ts'
import { S3Error } from '../store/errors.ts'
import { formatContentRange, parseRange } from '../store/ranges.ts'
import { parseTarget, queryValue } from '../store/target.ts'
import { FIRST_VERSION_ID, type VendorContext } from './context.ts'
import { answerDownload, loginPage } from './fault-answers.ts'

const FIRST_UPLOAD_MS = Date.UTC(2016, 0, 4)
const UPLOAD_SECONDS = 9 * 365 * 86_400

/** Answers the vendor's closed bucket: signed GETs of single objects, and a refusal for everything else. */
export async function handleBucketRequest(context: VendorContext, message: IncomingMessage, response: ServerResponse) {
  const requestId = newRequestId()
  response.setHeader('x-amz-request-id', requestId)
  try {
    await answerRequest(context, message, response)
  } catch (error) {
    if (message.socket.destroyed) return
    if (!(error instanceof S3Error)) console.error('vendor:', error)
    if (response.headersSent) response.destroy()
    else await send(message, response, errorAnswer(error, (message.url ?? '').replace(/\?.*/, ''), requestId))
  }
}

async function answerRequest(context: VendorContext, message: IncomingMessage, response: ServerResponse) {
  const target = parseTarget(message.url ?? '')
  const identity = authenticate(message, target, context)
  if (identity.kind === 'anonymous' || message.method !== 'GET') throw new S3Error('AccessDenied')
  const objectKey = target.path.slice(1)
  const facts = catalogueOf(context, queryValue(target, 'versionId')).documentByKey(objectKey)
  if (facts === undefined) throw new S3Error('NoSuchKey', { details: { Key: objectKey } })
  context.counter.count(facts.identifier, 'downloaded')
  const answer = () => objectAnswer(context, facts, message)
  const revise = () => context.revisions.revise(facts.identifier)
  const fault = context.faults.strike({ operation: 'download', subject: facts.identifier })?.with
  if (fault !== undefined) return answerDownload(fault, { answer, revise, message, response })
  if (facts.answer === 'short' && isToTheEnd(message.headers.range)) {
    return sendCut(response, bytesAnswer(facts, message))
  }
  await send(message, response, answer())
}

/** Whoever asks for the rest of a short document is cut off again. */
function isToTheEnd(range: string | undefined): boolean {
  return range === undefined || /^bytes=\d+-$/.test(range)
}

function catalogueOf({ catalogue, firstCatalogue }: VendorContext, versionId: string | undefined): Catalogue {
  if (versionId === undefined) return catalogue
  if (versionId === FIRST_VERSION_ID) return firstCatalogue
  throw new S3Error('NoSuchVersion', { details: { VersionId: versionId } })
}

function objectAnswer(context: VendorContext, facts: DocumentFacts, message: IncomingMessage): Answer {
  switch (facts.answer) {
    case 'bytes':
    case 'short':
      return bytesAnswer(facts, message)
    case 'archived':
      if (context.restores.isReady(facts.identifier)) return bytesAnswer(facts, message)
      throw stillArchived()
    case 'frozen':
      throw stillArchived()
    case 'missing':
      throw new S3Error('NoSuchKey', { details: { Key: facts.objectKey } })
    case 'html':
      return loginPage()
  }
}

function stillArchived(): S3Error {
  return new S3Error('InvalidObjectState', { details: { StorageClass: 'GLACIER' } })
}

function bytesAnswer(facts: DocumentFacts, message: IncomingMessage): Answer {
  const modifiedAt = uploadedAt(facts)
  const etag = etagOf(facts)
  const headers = {
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'last-modified': modifiedAt.toUTCString(),
    etag,
  }
  if (isNotModified(message.headers, { etag, modifiedAt })) return emptyAnswer(304, headers)
  const range = parseRange(message.headers.range, facts.sizeBytes)
  const { start, end } = range ?? { start: 0, end: facts.sizeBytes }
  const partial = range && { 'content-range': formatContentRange(range, facts.sizeBytes) }
  return {
    status: range ? 206 : 200,
    headers: { ...headers, ...partial, 'content-length': String(end - start) },
    body: Readable.from(contentOf(facts).read(start, end), { objectMode: false }),
  }
}

/** A fixed moment for each document. */
function uploadedAt(facts: DocumentFacts): Date {
  const seconds = Number.parseInt(facts.identifier.slice(0, 8), 16) % UPLOAD_SECONDS
  return new Date(FIRST_UPLOAD_MS + seconds * 1000)
}
