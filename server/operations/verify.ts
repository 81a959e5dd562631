import { HOSTS_OF_COPY } from '../domain/pace/hosts.ts'
import { proofGap } from '../domain/verification/proof.ts'
import type { VerificationLevel } from '../domain/verification/verification.ts'
import type { ConfirmResult, CopyItem, HeldBatch } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { heal, takeRewritten } from './heal.ts'
import { inParallel } from './in-parallel.ts'
import { itemError } from './item-error.ts'
import { judgeSource } from './judge-source.ts'
import { lookAtObject } from './look-at-object.ts'
import { paced } from './pace/paced.ts'
import { copiedRefOf } from './source-ref.ts'
import type { Holder } from './store-document.ts'
import { refuseWorkOutsideTestMode } from './test-mode.ts'
import { withTries } from './with-tries.ts'
import type { Revisit } from './work-batch.ts'

/** Results written down together; after a crash at most this many objects, plus those at work, are looked at once more. */
const FLUSH_EVERY: Readonly<Record<VerificationLevel, number>> = { attested: 100, head: 100, full: 20 }

/**
 * Looks at copies again, as thoroughly as the run says, and puts right what it finds wrong in the store while the source still
 * has what was copied.
 */
export async function verifyBatch(context: Context, held: HeldBatch, signal: AbortSignal): Promise<Revisit> {
  const { tracking, clock } = context.ports
  const level = held.level ?? 'head'
  const items = await tracking.copyItems(held)
  await refuseWorkOutsideTestMode(context, held.runId, items)
  const hosts = level === 'attested' ? [] : HOSTS_OF_COPY
  await inParallel(items, (item) => verifyItem(context, item, level, { held, signal }), {
    ...(await paced(context, hosts, { runId: held.runId, signal })),
    flushEvery: FLUSH_EVERY[level],
    flush: (results) => tracking.recordConfirmations(held, results, clock.now()),
  })
  return undefined
}

async function verifyItem(
  context: Context,
  item: CopyItem,
  level: VerificationLevel,
  holder: Holder,
): Promise<ConfirmResult> {
  const { recordId } = item
  if (level === 'attested' || item.copyState !== 'verified') return judgeProof(item)
  try {
    return await lookAndHeal(context, item, level, holder)
  } catch (thrown) {
    const { code, message } = itemError(context, recordId, thrown, holder.signal)
    return { recordId, result: 'unknown', code, sentence: message }
  }
}

function judgeProof(item: CopyItem): ConfirmResult {
  const { recordId } = item
  const gap = proofGap(item)
  if (gap === null) return { recordId, result: 'attested' }
  const sentence = `There is no proven copy of this document: ${gap}. Back the record up.`
  return { recordId, result: 'unproven', code: 'copy.not-attested', sentence }
}

async function lookAndHeal(
  context: Context,
  item: CopyItem,
  level: Exclude<VerificationLevel, 'attested'>,
  holder: Holder,
): Promise<ConfirmResult> {
  const { recordId } = item
  const { signal } = holder
  if (level === 'full' && item.checksum === null) return withoutChecksum(recordId)
  const look = await withTries(context, signal, () => lookAtObject(context.ports.store, item, level, signal))
  if (look.kind === 'missing' || look.kind === 'differs') return await heal(context, item, look, holder)
  const { source } = context.ports
  const answer = await withTries(context, signal, () => source.confirm(copiedRefOf(item), signal))
  const judged = judgeSource(item, answer)
  if (judged.result !== 'same') return judged
  if (look.kind === 'rewritten') return { recordId, result: 'healed', copy: takeRewritten(item, look.object) }
  return { recordId, result: 'same', readBytes: look.readBytes }
}

function withoutChecksum(recordId: string): ConfirmResult {
  const sentence =
    'No checksum of this copy is known, so reading it would prove nothing. Verify it with the level "head".'
  return { recordId, result: 'unknown', code: 'copy.no-checksum', sentence }
}
