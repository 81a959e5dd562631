import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { errorAnswer, hostIdOf, newRequestId, send } from './answer.ts'
import { type Authority, authenticate, type Identity } from './authentication.ts'
import type { ChunkSigner } from './chunk-signatures.ts'
import { S3Error } from './errors.ts'
import { answerWithFault } from './fault-answers.ts'
import type { FaultPlan } from './faults.ts'
import type { Traits } from './personalities.ts'
import type { S3Request, StoreContext } from './request.ts'
import { findRoute, type Route } from './routes.ts'
import { UNSIGNED_PAYLOAD } from './signature.ts'
import { headersOf } from './signature-claims.ts'
import { parseTarget } from './target.ts'

/** Everything one store needs to answer. */
export interface StoreServer {
  context: StoreContext
  authority: Authority
  faults: FaultPlan
  /** How often each object was asked for with its bytes, by bucket and key. */
  reads: Map<string, number>
  /** Hears of failures that are ours. */
  onError(error: unknown): void
}

/** Answers one request: read the address, check the signature, find the operation, run it, send what it says. */
export async function handleRequest(server: StoreServer, message: IncomingMessage, response: ServerResponse) {
  const requestId = newRequestId()
  response.setHeader('x-amz-request-id', requestId)
  response.setHeader('x-amz-id-2', hostIdOf(requestId))
  response.setHeader('server', 'DocliftSandbox')
  try {
    await answerRequest(server, message, response)
  } catch (error) {
    if (message.socket.destroyed) return
    if (!(error instanceof S3Error)) server.onError(error)
    if (response.headersSent) response.destroy()
    else {
      const { hasEmptyMessages } = server.context.personality.traits
      await send(message, response, errorAnswer(error, resourceOf(message), requestId, { hasEmptyMessages }))
    }
  }
}

/** The path alone: a query can hold a signature, and error documents end up in logs. */
function resourceOf(message: IncomingMessage): string {
  return (message.url ?? '').replace(/\?.*/s, '')
}

async function answerRequest(server: StoreServer, message: IncomingMessage, response: ServerResponse) {
  const target = parseTarget(message.url ?? '')
  const identity = authenticate(message, target, server.authority)
  const headers = headersOf(message, target)
  const route = findRoute({ message, target, headers })
  assertAllowed(identity, route, target.bucket, server.context)
  assertOffered(headers, route, server.context.personality.traits)
  const request: S3Request = {
    message,
    target,
    headers,
    payloadHash: identity.kind === 'owner' ? identity.payloadHash : UNSIGNED_PAYLOAD,
    isAnonymous: identity.kind === 'anonymous',
    createChunkSigner: () => chunkSignerOf(identity),
    operation: route.name,
    isDamaged: false,
  }
  const run = (isDamaged = false) => route.run({ ...request, isDamaged }, server.context)
  if (route.name === 'get') countRead(server.reads, `${target.bucket}/${target.key}`)
  const fault = server.faults.strike({ operation: route.name, method: message.method, subject: target.key })
  if (fault !== undefined) return answerWithFault(fault, run, message, response)
  await send(message, response, await run())
}

function countRead(reads: Map<string, number>, name: string): void {
  reads.set(name, (reads.get(name) ?? 0) + 1)
}

function chunkSignerOf(identity: Identity): ChunkSigner {
  if (identity.kind === 'owner') return identity.createChunkSigner()
  throw new S3Error('AccessDenied')
}

function assertAllowed(identity: Identity, route: Route, bucketName: string, context: StoreContext): void {
  if (identity.kind === 'owner') return
  if (route.isPublicRead && context.buckets.find(bucketName).isPublic) return
  throw new S3Error('AccessDenied')
}

/** @throws S3Error NotImplemented for what stores of this kind do not have */
function assertOffered(headers: IncomingHttpHeaders, { name }: Route, traits: Traits): void {
  const { refusedOperations = [], refusedHeaders = [] } = traits
  const header = Object.keys(headers).find((one) => refusedHeaders.some((no) => no === one || no === `${name}:${one}`))
  if (header !== undefined) throw new S3Error('NotImplemented', { details: { Header: header } })
  if (refusedOperations.includes(name)) throw new S3Error('NotImplemented')
}
