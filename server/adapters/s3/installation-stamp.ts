import { text } from 'node:stream/consumers'
import { DocliftError, FatalError } from '../../domain/errors.ts'
import { bodyOfChunks, chunksOf } from '../../domain/object/byte-body.ts'
import type { Binding } from '../../domain/org/identity.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import { quoteKey } from './errors.ts'

/** The mark in the bucket that says which org a prefix belongs to (invariant 13). */

const LARGEST_STAMP_BYTES = 4_096

/**
 * Who owns the prefix, or undefined when nobody does yet.
 * @param prefix without slashes at its ends; may be empty
 * @throws FatalError `s3.stamp-unreadable` when something else is at its place
 */
export async function readStamp(store: ObjectStore, prefix: string): Promise<Binding | undefined> {
  const key = stampKey(prefix)
  const found = await store.head(key)
  if (found === undefined) return undefined
  const stamp = found.sizeBytes <= LARGEST_STAMP_BYTES ? parseStamp(await readText(store, key)) : undefined
  if (stamp !== undefined) return stamp
  throw new FatalError(
    's3.stamp-unreadable',
    `Expected a stamp with org id and environment at ${quoteKey(key)} in ${store.name}; the object there is none. Use another prefix, or restore the object.`,
  )
}

/**
 * Stamps a prefix that nobody owns; one that is owned stays as it is.
 * @returns what holds: after a lost race the winner's
 */
export async function writeStamp(store: ObjectStore, prefix: string, binding: Binding): Promise<Binding> {
  const known = await readStamp(store, prefix)
  if (known !== undefined) return known
  await putStamp(store, stampKey(prefix), binding)
  // Read also after a success: a store that ignores create-only may hold another's by now.
  return (await readStamp(store, prefix)) ?? binding
}

function stampKey(prefix: string): string {
  return [prefix, '_doclift/installation.json'].filter((part) => part !== '').join('/')
}

async function putStamp(store: ObjectStore, key: string, { orgId, environment }: Binding): Promise<void> {
  const body = Buffer.from(`${JSON.stringify({ orgId, environment })}\n`)
  const object = { key, body: bodyOfChunks([body]), sizeBytes: body.length, contentType: 'application/json' }
  try {
    await store.put({ ...object, isCreateOnly: true })
  } catch (thrown) {
    if (!(thrown instanceof DocliftError && thrown.code === 's3.already-exists')) throw thrown
  }
}

async function readText(store: ObjectStore, key: string): Promise<string> {
  const { body } = await store.get(key)
  return text(chunksOf(body))
}

function parseStamp(json: string): Binding | undefined {
  try {
    const { orgId, environment } = JSON.parse(json) as Partial<Binding>
    const isOrgId = typeof orgId === 'string' && /^00D[A-Za-z0-9]{15}$/.test(orgId)
    const isEnvironment = environment === 'sandbox' || environment === 'production'
    return isOrgId && isEnvironment ? { orgId, environment } : undefined
  } catch {
    return undefined
  }
}
