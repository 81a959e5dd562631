import type { Checksum } from '../object/checksum.ts'

/** What the ledger says of an object. */
export interface KnownObject {
  objectEtag: string | null
  objectVersionId: string | null
  objectSizeBytes: number | null
  checksum: Checksum | null
}

/** What the store says of it. */
export interface SeenObject {
  etag: string
  versionId: string | null
  sizeBytes: number
}

/** True when the store names the object that was proven. Version ids count where both sides have one. */
export function isKnownObject(known: KnownObject, seen: SeenObject): boolean {
  const isOtherVersion =
    known.objectVersionId !== null && seen.versionId !== null && known.objectVersionId !== seen.versionId
  return seen.etag === known.objectEtag && seen.sizeBytes === known.objectSizeBytes && !isOtherVersion
}

/** True when the bytes that were read are those that were proven. */
export function hasKnownBytes(known: KnownObject, read: { sizeBytes: number; checksum: Checksum }): boolean {
  const { checksum, objectSizeBytes } = known
  if (checksum === null || read.sizeBytes !== objectSizeBytes) return false
  return checksum.algorithm === read.checksum.algorithm && checksum.value === read.checksum.value
}
