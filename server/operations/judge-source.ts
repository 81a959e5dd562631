import { isSameState } from '../domain/object/fingerprint.ts'
import type { ConfirmAnswer } from '../ports/document-source.ts'
import type { CopyItem, SourceResult } from '../ports/tracking/batches.ts'

/** What asking its source says about a copy: the same state as was copied, another one, none, or nothing now. */
export function judgeSource(item: CopyItem, answer: ConfirmAnswer): SourceResult {
  const { recordId } = item
  if (answer.kind === 'missing') return { recordId, result: 'missing', code: answer.code, sentence: answer.sentence }
  if (answer.kind !== 'found') {
    const sentence = 'The source could not show this document now, so nothing is known about it. Verify again later.'
    return { recordId, result: 'unknown', code: 'code' in answer ? answer.code : `source.${answer.kind}`, sentence }
  }
  if (isSameState(item.sourceFingerprint ?? '', answer.fingerprint)) return { recordId, result: 'same' }
  const sentence = 'The document changed at the source after it was copied. Back the record up again.'
  return { recordId, result: 'changed', code: 'source.changed', sentence }
}
