import { nextQuestionAt } from '../domain/file/archived.ts'
import { isSameState } from '../domain/object/fingerprint.ts'
import { CODE_OF_OBJECT, type ObjectFinding } from '../domain/verification/findings.ts'
import type { OpenedDocument, SourceRefusal } from '../ports/document-source.ts'
import type { DigestedObject } from '../ports/object-store.ts'
import type { ConfirmResult, CopyItem, HealedCopy } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { itemError } from './item-error.ts'
import { copiedRefOf } from './source-ref.ts'
import { type Holder, storeDocument } from './store-document.ts'
import { withTries } from './with-tries.ts'

/** A copy that is not what was proven, and what is wrong with it. */
interface Wrong {
  item: CopyItem
  finding: ObjectFinding
}

const FOUND: Readonly<Record<ObjectFinding, string>> = {
  missing: 'The object was gone from the bucket.',
  differs: 'The object in the bucket had other bytes than the copy that was proven.',
}

/**
 * Copies a document again to the key where its object is missing or another one, because the link in Salesforce may lead there.
 * Only the state that was copied before goes there; when the source has another one or none, the record becomes what it is.
 */
export async function heal(
  context: Context,
  item: CopyItem,
  look: { kind: ObjectFinding },
  holder: Holder,
): Promise<ConfirmResult> {
  const wrong = { item, finding: look.kind }
  const { signal } = holder
  try {
    return await withTries(context, signal, () => copyAgain(context, wrong, holder))
  } catch (thrown) {
    return notHealed(wrong, itemError(context, item.recordId, thrown, signal).message)
  }
}

/** The ledger takes an object that was written anew with the same bytes for the copy, every byte of which was read for it. */
export function takeRewritten(item: CopyItem, object: DigestedObject): HealedCopy {
  return {
    recordId: item.recordId,
    result: 'verified',
    sourceFingerprint: item.sourceFingerprint ?? '',
    objectKey: object.key,
    etag: object.etag,
    versionId: object.versionId,
    sizeBytes: object.sizeBytes,
    contentType: object.contentType ?? 'application/octet-stream',
    checksum: object.checksum,
    attestation: 'read-back',
    finding: 'differs',
    code: 'copy.healed',
    sentence:
      'The object in the bucket had been written anew with the same bytes. It was read whole, and is the copy from now on.',
  }
}

async function copyAgain(context: Context, wrong: Wrong, holder: Holder): Promise<ConfirmResult> {
  const answer = await context.ports.source.open(copiedRefOf(wrong.item), holder.signal)
  if (answer.kind !== 'found') return refused(context, wrong, answer)
  try {
    return await storeAgain(context, wrong, answer.document, holder)
  } finally {
    answer.document.body.destroy()
  }
}

async function storeAgain(
  context: Context,
  wrong: Wrong,
  document: OpenedDocument,
  holder: Holder,
): Promise<ConfirmResult> {
  const { item, finding } = wrong
  const { recordId } = item
  if (!isSameState(item.sourceFingerprint ?? '', document.fingerprint)) {
    const sentence = `${FOUND[finding]} The document changed at the source after it was copied. Back the record up again.`
    return { recordId, result: 'changed', code: 'source.changed', sentence, finding }
  }
  const copy = await storeDocument(context, item, document, holder)
  if (copy === undefined) return notHealed(wrong, 'There is no key for it.')
  const sentence = `${FOUND[finding]} The document was copied again from the source to the same place.`
  return { recordId, result: 'healed', copy: { ...copy, finding, code: 'copy.healed', sentence } }
}

function refused({ ports }: Context, wrong: Wrong, answer: SourceRefusal): ConfirmResult {
  const { item, finding } = wrong
  const { recordId } = item
  switch (answer.kind) {
    case 'missing':
      return {
        recordId,
        result: 'missing',
        code: answer.code,
        sentence: `${FOUND[finding]} ${answer.sentence}`,
        finding,
      }
    case 'archived': {
      const answersBefore = item.archivedAnswers
      const askAgainAt = nextQuestionAt(ports.clock.now(), { ...answer, answersBefore })
      const sentence = `${FOUND[finding]} The document is archived at the source; a restore was asked for. Doclift asks again by itself.`
      return { recordId, result: 'restoring', askAgainAt, code: 'source.archived', sentence, finding }
    }
    case 'refused':
    case 'too-large':
      return notHealed(wrong, answer.sentence)
    case 'not-this-sources':
      return notHealed(wrong, 'The record has nothing its source could be asked by.')
  }
}

/** The record has no good copy any more; the next back-up of it tries again. */
function notHealed({ item: { recordId }, finding }: Wrong, why: string): ConfirmResult {
  const sentence = `${FOUND[finding]} It could not be copied again: ${why} Back the record up again.`
  return { recordId, result: 'failed', code: CODE_OF_OBJECT[finding], sentence, finding }
}
