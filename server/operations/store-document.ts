import { createHash } from 'node:crypto'
import { TransientError } from '../domain/errors.ts'
import { contentTypeOf } from '../domain/object/content-type.ts'
import { contentDisposition } from '../domain/object/disposition.ts'
import { formatFingerprint, isSameState, type SourceFingerprint } from '../domain/object/fingerprint.ts'
import { destinationKey } from '../domain/object/key.ts'
import { maxEncodedKeyCharacters } from '../domain/switch/url.ts'
import type { OpenedDocument } from '../ports/document-source.ts'
import type { CopyItem, CopyResult, HeldBatch } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { rememberUpload } from './remember-upload.ts'

const MAX_KEY_BYTES = 1_024

export type VerifiedCopy = Extract<CopyResult, { result: 'verified' }>

/** Who stores it: the holder of a batch, until it is stopped. */
export interface Holder {
  held: HeldBatch
  signal: AbortSignal
}

/** Where a copy goes. */
interface Place {
  key: string
  /** What is there is left alone, unless it has the same bytes. */
  isCreateOnly: boolean
}

/**
 * Streams an opened document into the store, checksummed while it passes and attested by the store.
 * @returns undefined when no key for it gives a URL that fits the field
 * @throws TransientError `source.size-changed` and what `ObjectStore.put` throws
 */
export async function storeDocument(
  context: Context,
  item: CopyItem,
  document: OpenedDocument,
  holder: Holder,
): Promise<VerifiedCopy | undefined> {
  const place = await placeOf(context, item, document.fingerprint)
  return place && (await put(context, item, document, place, holder))
}

/**
 * A state of the document that was copied and attested before keeps its place, because a link may lead there, and whatever stands
 * there now is ours to replace. Any other key is made from what is copied, so what is there is the same bytes, or not ours.
 */
async function placeOf(context: Context, item: CopyItem, found: SourceFingerprint): Promise<Place | undefined> {
  const { attestation, objectKey, sourceFingerprint } = item
  if (attestation !== null && objectKey !== null && isSameState(sourceFingerprint ?? '', found)) {
    return { key: objectKey, isCreateOnly: false }
  }
  const key = await keyOf(context, item, formatFingerprint(found))
  return key === undefined ? undefined : { key, isCreateOnly: true }
}

async function put(
  { ports }: Context,
  item: CopyItem,
  document: OpenedDocument,
  place: Place,
  { held, signal }: Holder,
): Promise<VerifiedCopy> {
  const contentType = contentTypeOf(item.name, document.contentType, document.firstBytes)
  const receipt = await ports.store.put(
    {
      ...place,
      body: document.body,
      sizeBytes: document.fingerprint.sizeBytes,
      contentType,
      contentDisposition: contentDisposition(item.name, contentType),
      metadata: { 'record-id': item.recordId },
      ...resumptionOf(ports, held, item.recordId, document),
      ...copySourceOf(document),
    },
    signal,
  )
  if (receipt.sizeBytes !== document.fingerprint.sizeBytes) {
    throw new TransientError(
      'source.size-changed',
      `Expected ${document.fingerprint.sizeBytes} bytes; the store holds ${receipt.sizeBytes}. It is copied again.`,
    )
  }
  return {
    recordId: item.recordId,
    result: 'verified',
    sourceFingerprint: formatFingerprint(document.fingerprint),
    objectKey: place.key,
    etag: receipt.etag,
    versionId: receipt.versionId,
    sizeBytes: receipt.sizeBytes,
    contentType,
    checksum: receipt.checksum,
    attestation: receipt.attestation,
  }
}

/** A document that can be read from any place on can be gone on with. */
function resumptionOf(ports: Context['ports'], held: HeldBatch, recordId: string, document: OpenedDocument) {
  const { readFrom, fingerprint } = document
  if (readFrom === undefined) return {}
  const memory = rememberUpload(ports, held, { recordId, sourceFingerprint: formatFingerprint(fingerprint) })
  return { resumption: { readFrom, memory } }
}

/** Without a version tag nothing says that what the store would copy is what was opened. */
function copySourceOf({ storedAt, fingerprint: { etag, versionId } }: OpenedDocument) {
  return storedAt === undefined || etag === null ? {} : { copySource: { ...storedAt, versionId, etag } }
}

async function keyOf(context: Context, item: CopyItem, fingerprint: string): Promise<string | undefined> {
  const { settings } = context
  const parts = {
    prefix: settings.copy.prefix,
    accountId: item.accountId,
    accountName: item.accountName,
    recordId: item.recordId,
    fingerprintDigest: createHash('sha256').update(fingerprint).digest('hex').slice(0, 12),
    fileName: item.name,
  }
  const maxEncodedCharacters = maxEncodedKeyCharacters(settings.url, await context.urlField())
  return destinationKey(parts, { maxKeyBytes: MAX_KEY_BYTES, maxEncodedCharacters })
}
