import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { ApiError, badJson } from './errors.ts'

/** What a request changed in the org, for the faults that lose its answer. */
export type WriteKind = 'collections' | 'record' | 'ingest-create' | 'ingest-upload' | 'ingest-close' | 'query-create'

/** An answer before it is sent. */
export interface Reply {
  status: number
  headers?: Readonly<Record<string, string>>
  body?: string
  /** Instead of a body: pieces sent as they come. */
  stream?: AsyncIterable<string>
  wrote?: WriteKind
}

/** A request that has passed the door: known version, valid session. */
export interface ApiCall {
  request: IncomingMessage
  url: URL
  params: Readonly<Record<string, string>>
  /** Such as `67.0`. */
  version: string
  userId: string
}

/** A resource below `/services/data/vNN.0`. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Such as `/sobjects/:object/describe`; a name with a colon stands for one segment. */
  path: string
  handle(call: ApiCall): Promise<Reply> | Reply
}

const JSON_LIMIT_BYTES = 52_428_800

/** Gives an answer in JSON. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
    body: JSON.stringify(value),
  }
}

/** Gives one of the pages that something in front of the org answers with. */
export function html(status: number, title: string): Reply {
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8' }, body }
}

/** Gives an answer without content. */
export function empty(status: number): Reply {
  return { status }
}

/**
 * Reads a whole body as text.
 * @throws ApiError REQUEST_ENTITY_TOO_LARGE over 50 MiB
 */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > JSON_LIMIT_BYTES)
      throw new ApiError(413, 'REQUEST_ENTITY_TOO_LARGE', 'The request body is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * Reads a body that must be a JSON object.
 * @throws ApiError JSON_PARSER_ERROR
 */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const value = parseJson(await readText(request))
  if (!isObject(value)) throw badJson('The request body must be a JSON object')
  return value
}

/** Tells whether a JSON value is an object, and not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Sending {
  /** Whether the body is compressed. */
  isGzip: boolean
  /** Whether the connection ends in the middle of a stream. */
  isCut: boolean
}

const PLAINLY: Sending = { isGzip: false, isCut: false }

/**
 * Sends an answer.
 * @throws Error when the connection ended first, on purpose or not
 */
export async function send(response: ServerResponse, reply: Reply, how: Sending = PLAINLY): Promise<void> {
  const { isGzip, isCut } = how
  const hasBody = reply.stream !== undefined || (reply.body ?? '') !== ''
  const encoding: Record<string, string> = isGzip && hasBody ? { 'content-encoding': 'gzip' } : {}
  response.writeHead(reply.status, { ...reply.headers, ...encoding })
  if (!hasBody) return void response.end()
  const whole = Readable.from(reply.stream ?? [reply.body ?? ''])
  const body = isGzip ? whole.compose(createGzip()) : whole
  await pipeline(isCut ? cutInTheMiddle(body) : body, response)
}

async function* cutInTheMiddle(body: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  for await (const piece of body) {
    yield piece
    // The piece gets out before the connection is destroyed.
    await setImmediate()
    throw new Error('The connection is cut on purpose.')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badJson('The request body is not well-formed JSON')
  }
}
