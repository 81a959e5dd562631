import { sourceOfFingerprint } from '../domain/object/fingerprint.ts'
import type { DocumentRef } from '../ports/document-source.ts'
import type { CopyItem } from '../ports/tracking/batches.ts'

/** What a document is asked for by, at the sources in their order. */
export function refOf({ recordId, identifier, documentUrl, name }: CopyItem): DocumentRef {
  return { recordId, identifier, documentUrl, fileName: name }
}

/** The same, at the source that its copy came from. */
export function copiedRefOf(item: CopyItem): DocumentRef {
  const { sourceFingerprint } = item
  return {
    ...refOf(item),
    ...(sourceFingerprint === null ? {} : { copiedFrom: sourceOfFingerprint(sourceFingerprint) }),
  }
}
