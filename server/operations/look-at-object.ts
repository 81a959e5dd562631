import { hasKnownBytes, isKnownObject } from '../domain/verification/look.ts'
import type { VerificationLevel } from '../domain/verification/verification.ts'
import type { DigestedObject, ObjectStore } from '../ports/object-store.ts'
import type { CopyItem } from '../ports/tracking/batches.ts'

/** How an object looks beside what the ledger says of it. */
export type Look =
  | { kind: 'same'; readBytes: number }
  /** The store tells of another object, and every byte of it is the one that was proven. */
  | { kind: 'rewritten'; object: DigestedObject }
  | { kind: 'missing' }
  | { kind: 'differs' }

/** Looks at the object that a link leads to: the newest one at the key, which must be the version that was proven. */
export async function lookAtObject(
  store: ObjectStore,
  item: CopyItem,
  level: Exclude<VerificationLevel, 'attested'>,
  signal: AbortSignal,
): Promise<Look> {
  const key = item.objectKey ?? ''
  if (level === 'full') return await readObject(store, item, key, signal)
  const seen = await store.head(key)
  if (seen === undefined) return { kind: 'missing' }
  if (isKnownObject(item, seen)) return { kind: 'same', readBytes: 0 }
  // An ETag is opaque: another one may stand for the same bytes, which only reading them tells.
  return await readObject(store, item, key, signal)
}

async function readObject(store: ObjectStore, item: CopyItem, key: string, signal: AbortSignal): Promise<Look> {
  const object = await store.digest(key, item.checksum?.algorithm ?? 'sha256', signal)
  if (object === undefined) return { kind: 'missing' }
  if (!hasKnownBytes(item, object)) return { kind: 'differs' }
  return isKnownObject(item, object) ? { kind: 'same', readBytes: object.sizeBytes } : { kind: 'rewritten', object }
}
