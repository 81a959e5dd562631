import { FatalError } from '../../domain/errors.ts'
import { notTakenBackSentence } from '../../domain/switch/canary.ts'
import type { SwitchItem } from '../../ports/tracking/batches.ts'
import type { SwitchingBatch } from '../change-urls.ts'

/**
 * Every record of a canary that was tried must have come back, or be in doubt and come back later. Those that are settled with
 * another value are asked of the ledger, because whoever noted them may have died before this was asked. What a halt kept from
 * being taken back is no failure.
 * @param attempted records whose rollback was rehearsed just now
 * @throws FatalError `switch.canary-not-rolled-back`
 */
export async function requireTakenBack(batch: SwitchingBatch, attempted: readonly SwitchItem[]): Promise<void> {
  const { context, held, signal } = batch
  const { tracking } = context.ports
  if (signal.aborted || !(await tracking.isRunning(held.runId))) return
  const { tried, settledOtherwise } = await tracking.rehearsalOf(held.runId)
  const missing = [...settledOtherwise, ...(await stillSwitched(batch, attempted))]
  if (missing.length === 0) return
  const [first] = await tracking.reasonsOf(held.runId, missing.slice(0, 1))
  const sentence = notTakenBackSentence(tried, missing.length, first?.sentence ?? null)
  throw new FatalError('switch.canary-not-rolled-back', sentence)
}

/** Ids of the records that were to be taken back and still have their new value. */
async function stillSwitched({ context, held }: SwitchingBatch, attempted: readonly SwitchItem[]): Promise<string[]> {
  if (attempted.length === 0) return []
  const ids = new Set(attempted.map(({ recordId }) => recordId))
  const open = await context.ports.tracking.switchItems(held)
  return open
    .filter(({ recordId, isTakenBack, outcome }) => ids.has(recordId) && !isTakenBack && outcome === null)
    .map(({ recordId }) => recordId)
}
