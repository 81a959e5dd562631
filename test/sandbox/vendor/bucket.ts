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

const LOGIN_PAGE =
  '<!DOCTYPE html>\n<html lang="en"><head><title>Sign in</title></head><body><form><label>User <input name="user"></label></form></body></html>\n'
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
  const fault = context.faults.strike({ operation: 'download', subject: facts.identifier })?.with
  if (fault === 'slow-down') throw new S3Error('SlowDown')
  if (fault === 'internal-error') throw new S3Error('InternalError')
  if (fault === 'cut-body') return sendCut(response, objectAnswer(context, facts, message))
  if (fault !== undefined) return void message.socket.resetAndDestroy()
  if (facts.answer === 'short' && message.headers.range === undefined) {
    return sendCut(response, bytesAnswer(facts, message))
  }
  await send(message, response, objectAnswer(context, facts, message))
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

/** A gateway in front of the bucket that wants a person to log in: success by its status, but not the file. */
function loginPage(): Answer {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: LOGIN_PAGE }
}

/** A fixed moment for each document. */
function uploadedAt(facts: DocumentFacts): Date {
  const seconds = Number.parseInt(facts.identifier.slice(0, 8), 16) % UPLOAD_SECONDS
  return new Date(FIRST_UPLOAD_MS + seconds * 1000)
}
