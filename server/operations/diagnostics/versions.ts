import { formatFingerprint, isSameState } from '../../domain/object/fingerprint.ts'
import { judgeVersions } from '../../domain/object/version-proof.ts'
import type { ConfirmAnswer, DocumentRef, DocumentSource } from '../../ports/document-source.ts'
import type { Context } from '../context.ts'
import type { Connection, Finding } from './finding.ts'

/** Each is asked for twice; more would prove no more. */
const COMPARED_DOCUMENTS = 3

const ADVICE =
  'An operator: set SALESFORCE_VERSION_OBJECT, run a catch-up and a back-up, then look again. If copies are first versions, check VENDOR_VERSION and VENDOR_BODY_TEMPLATE_FILE, and ask the vendor which version it gives.'

/** Whether what is copied is proven not to be the first version; none where the source has no versions to ask for. */
export function versionsOf({ ports }: Context): Connection[] {
  const { source } = ports
  if (source.confirmFirst === undefined) return []
  return [{ name: 'versions', advice: ADVICE, look: (signal) => lookAtVersions(ports, signal) }]
}

/** Only documents that were copied are asked for: those are not archived, so no restore is set off. */
async function lookAtVersions({ tracking, source }: Context['ports'], signal: AbortSignal): Promise<Finding> {
  const documents = await tracking.documentsWithVersions(COMPARED_DOCUMENTS)
  const both = await Promise.all(documents.map((ref) => bothVersions(source, ref, signal)))
  const shown = both.filter((pair) => pair !== undefined)
  const proof = { compared: shown.length, differing: shown.filter((isSame) => !isSame).length }
  return { ...judgeVersions(proof), facts: proof }
}

/** Whether both versions are the same; undefined when one of them was not shown. */
async function bothVersions(
  source: DocumentSource,
  ref: DocumentRef,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const [first, now]: (ConfirmAnswer | undefined)[] = await Promise.all([
    source.confirmFirst?.(ref, signal),
    source.confirm({ ...ref, copiedFrom: 'vendor' }, signal),
  ])
  if (first?.kind !== 'found' || now?.kind !== 'found') return undefined
  return isSameState(formatFingerprint(first.fingerprint), now.fingerprint)
}
