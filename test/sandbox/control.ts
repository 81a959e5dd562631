import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Catalogue, DocumentFacts } from './catalogue/catalogue.ts'
import { ZOO, type ZooKind } from './catalogue/zoo.ts'
import { contentOf } from './content/content.ts'
import type { OrgControl } from './org/server.ts'
import type { Fault, Strike } from './store/faults.ts'
import type { PersonalityName } from './store/personalities.ts'
import type { FaultTarget } from './store/routes.ts'
import type { StoreControl } from './store/store.ts'
import type { VendorFaultName } from './vendor/context.ts'
import type { RequestCounts } from './vendor/counts.ts'
import type { VendorControl } from './vendor/vendor.ts'

/** What tests and the demo do to the sandbox from outside, by area. */
export interface ControlAreas {
  /** The org behind its API's back, and what the bytes of a record's document must be. */
  control: OrgControl & {
    /** Null for a record without a document at the vendor. */
    expectedDocument(recordId: string): ExpectedDocument | null
    /** Every odd kind with its records; those of an ordinary document are in none. Empty without a zoo. */
    zoo(): ZooFamily[]
    /**
     * Does what the vendor's editor does with a new version: other bytes at the vendor, a row of its own in the org and,
     * when asked for, a new URL in the record. Gives the URL that the record has then.
     */
    uploadNewVersion(recordId: string, options?: { hasNewUrl?: boolean }): Promise<string | null>
  }
  store: {
    /** Plans a fault, by operation (`put`, `get`, `upload-part`, …), by method (`PUT`) or for `any`. */
    fail(target: FaultTarget, fault: Fault): void
    clearFaults(): void
    /** All requests that met a fault since the start. */
    strikes(): Strike[]
    /** Ends all connections and refuses new ones for a while. */
    refuseConnections(forMs: number): Promise<void>
    /** Makes the store like others than Amazon's; these take the place of the ones before. */
    setPersonalities(names: readonly PersonalityName[]): void
    /** Requests since the start, of whatever kind. */
    requests(): number
    /** How often the object under this key of the destination bucket was asked for with its bytes, since the start. */
    readsOf(key: string): number
    /** How often an object became visible under this key of the destination bucket, over restarts too. */
    putsOf(key: string): number
    /** How often each part of this key was sent and taken, since the start; by its number. */
    partsOf(key: string): Record<number, number>
    /** Keys of the destination bucket that were written more than once. */
    repeatedKeys(): string[]
    totals(): { puts: number; keys: number; bytes: number }
  }
  vendor: {
    /** Plans a fault, by operation (`presign`, `download`). */
    fail(operation: string, fault: Fault<VendorFaultName>): void
    clearFaults(): void
    /** All requests that met a fault since the start. */
    strikes(): Strike[]
    /** Gives a document other bytes, of this size. */
    resize(identifier: string, sizeBytes: number): Promise<void>
    /** Requests for one document since the start. */
    requestsOf(identifier: string): RequestCounts
    totals(): RequestCounts
  }
}

/** A kind and the records planted of it, in id order. */
export interface ZooFamily extends ZooKind {
  recordIds: string[]
}

export interface ExpectedDocument {
  identifier: string
  kind: DocumentFacts['kind']
  answer: DocumentFacts['answer']
  sizeBytes: number
  /** Lower-case hex. */
  sha256: string
}

interface Parts {
  catalogue: Catalogue
  org: OrgControl
  store: StoreControl
  bucket: string
  /** API name of the field with the URL. */
  urlField: string
  vendor: VendorControl
}

/** Gathers the areas of a running sandbox. */
export function createControlAreas(parts: Parts): ControlAreas {
  const { org, store, bucket, vendor } = parts
  return {
    control: {
      ...org,
      zoo: () => zooOf(parts.catalogue),
      expectedDocument: (recordId) => expectedDocument(parts, recordId),
      uploadNewVersion: (recordId, options) => uploadNewVersion(parts, recordId, options),
    },
    store: {
      fail: store.fail,
      clearFaults: store.clearFaults,
      strikes: store.strikes,
      refuseConnections: store.refuseConnections,
      setPersonalities: store.setPersonalities,
      requests: store.requests,
      readsOf: (key) => store.readsOf(bucket, key),
      putsOf: (key) => store.puts.putsOf(bucket, key),
      partsOf: (key) => store.parts.of(bucket, key),
      repeatedKeys: () => store.puts.repeated(bucket),
      totals: () => store.puts.totals(),
    },
    vendor: {
      fail: vendor.fail,
      clearFaults: vendor.clearFaults,
      strikes: vendor.strikes,
      resize: (identifier, sizeBytes) => vendor.revisions.resize(identifier, sizeBytes),
      requestsOf: (identifier) => vendor.requests.of(identifier),
      totals: () => vendor.requests.totals(),
    },
  }
}

/** @throws RangeError for a record that does not exist */
function expectedDocument({ catalogue, vendor }: Parts, recordId: string): ExpectedDocument | null {
  const original = originalDocument(catalogue, recordId)
  if (original === null) return null
  const facts = vendor.revisions.latest(original)
  const { identifier, kind, answer, sizeBytes } = facts
  return { identifier, kind, answer, sizeBytes, sha256: contentOf(facts).sha256() }
}

function zooOf(catalogue: Catalogue): ZooFamily[] {
  if (!catalogue.hasZoo) return []
  const families = new Map<string | undefined, ZooFamily>(ZOO.map((kind) => [kind.id, { ...kind, recordIds: [] }]))
  for (let index = 0; index < catalogue.records; index += 1) {
    families.get(catalogue.zooKindOf(index))?.recordIds.push(catalogue.entry(index).recordId)
  }
  return [...families.values()]
}

/** @throws RangeError for a record that does not exist or has no document */
async function uploadNewVersion(
  { catalogue, org, urlField, vendor }: Parts,
  recordId: string,
  { hasNewUrl = false }: { hasNewUrl?: boolean } = {},
): Promise<string | null> {
  const document = originalDocument(catalogue, recordId)
  if (document === null) throw new RangeError(`Record ${recordId} has no document at the vendor.`)
  await vendor.revisions.revise(document.identifier)
  org.addVersion(recordId)
  const newUrl = `https://${catalogue.vendorHost}/northwind-pdf-manager/${randomUUID()}`
  if (hasNewUrl) org.editRecord(recordId, { [urlField]: newUrl })
  return org.readRecord(recordId)[urlField] as string | null
}

/** @throws RangeError for a record that does not exist */
function originalDocument(catalogue: Catalogue, recordId: string): DocumentFacts | null {
  const index = catalogue.indexOfRecord(recordId)
  if (index === undefined) throw new RangeError(`There is no record ${recordId}.`)
  return catalogue.entry(index).document
}

/**
 * Answers `POST /{area}/{method}` with a JSON array of arguments: `{"result": …}`, or `{"error": "…"}` with 401 for a
 * wrong token, 404 for an unknown method and 400 for arguments the method does not take.
 */
export async function handleControlRequest(
  areas: ControlAreas,
  token: string,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, body } = await answerCall(areas, token, message)
  message.resume()
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

type Method = (...given: unknown[]) => unknown

async function answerCall(areas: ControlAreas, token: string, message: IncomingMessage) {
  if (!isAuthorized(message, token)) return { status: 401, body: { error: 'The control token is wrong.' } }
  const method = findMethod(areas, message)
  if (method === undefined) return { status: 404, body: { error: `There is no ${message.method} ${message.url}.` } }
  try {
    return { status: 200, body: { result: await method(...(await readArguments(message))) } }
  } catch (error) {
    const isCallers = error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError
    return { status: isCallers ? 400 : 500, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}

function findMethod(areas: ControlAreas, message: IncomingMessage): Method | undefined {
  const [area = '', name = ''] = (message.url ?? '').slice(1).split('/')
  if (message.method !== 'POST' || !Object.hasOwn(areas, area)) return undefined
  const methods = areas[area as keyof ControlAreas] as unknown as Record<string, Method>
  return Object.hasOwn(methods, name) ? methods[name] : undefined
}

async function readArguments(message: IncomingMessage): Promise<unknown[]> {
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  const given: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '[]')
  if (!Array.isArray(given)) throw new TypeError('The body must be a JSON array of arguments.')
  return given
}

/** Digests have one length, so the comparison takes the same time whatever was sent. */
function isAuthorized(message: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(message.headers.authorization ?? ''), digest(`Bearer ${token}`))
}
