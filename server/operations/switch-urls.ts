import { type Direction, outdated, withdrawn } from '../domain/switch/outcome.ts'
import type { HeldBatch, SwitchItem } from '../ports/tracking/batches.ts'
import { changeUrls, record, type SwitchingBatch } from './change-urls.ts'
import type { Context } from './context.ts'
import { doubtEndsAt, settleDoubts } from './settle-doubt.ts'
import { refuseWorkOutsideTestMode } from './test-mode.ts'
import type { Revisit } from './work-batch.ts'

/**
 * Changes the URLs of one batch, forwards or backwards (design.md section 7 step 5): before-images first, then read and
 * compare, write, take the results, read back. Items that an earlier holder had sent are settled before anything else; when
 * the run is taken back, nothing else is done.
 * @returns when the batch must be looked at again because records are still in doubt
 */
export async function switchBatch(
  context: Context,
  held: HeldBatch,
  direction: Direction,
  signal: AbortSignal,
): Promise<Revisit> {
  const { tracking } = context.ports
  const batch = { context, held, direction, signal }
  const sent = inPiece(held, await tracking.switchItems(held), (item) => item.sentAt !== null)
  await settleDoubts(context, held, direction, sent, signal)
  // Before all that was sent is settled, nothing else of a batch is begun that workers died over.
  if (held.piece !== null && sent.length > 0) return revisitOf(context, await tracking.switchItems(held))
  const fresh = inPiece(held, await tracking.switchItems(held), (item) => item.sentAt === null && item.outcome === null)
  if (held.isWithdrawn) await record(batch, fresh, withdrawn)
  else await changeFresh(batch, fresh)
  return revisitOf(context, await tracking.switchItems(held))
}

function inPiece({ piece }: HeldBatch, items: readonly SwitchItem[], isMeant: (item: SwitchItem) => boolean) {
  return items.filter(isMeant).slice(0, piece ?? undefined)
}

/** A batch that test mode does not allow as a whole is refused before its first write; the door asks again at each. */
async function changeFresh(batch: SwitchingBatch, unsent: readonly SwitchItem[]): Promise<void> {
  const { tracking, clock } = batch.context.ports
  await refuseWorkOutsideTestMode(batch.context, batch.held.runId, unsent)
  const fresh = await withdrawOutdated(batch, unsent)
  const withoutImage = fresh.filter((item) => !item.hasBeforeImage).map((item) => item.recordId)
  await tracking.recordIntents(batch.held, withoutImage, clock.now())
  await changeUrls(batch, fresh)
}

/** What was found since the approval only takes items out of a switch (design.md section 7 step 1). Returns the others. */
async function withdrawOutdated(batch: SwitchingBatch, items: readonly SwitchItem[]): Promise<readonly SwitchItem[]> {
  if (batch.direction === 'roll_back') return items
  await record(
    batch,
    items.filter((item) => !item.hasGoodCopy),
    outdated,
  )
  return items.filter((item) => item.hasGoodCopy)
}

/** No doubt lasts longer than its time, whatever the clock said when the write was noted. */
export function revisitOf(context: Context, items: readonly SwitchItem[]): Revisit {
  const doubtful = items.filter((item) => item.outcome === 'in_doubt')
  if (doubtful.length === 0) return undefined
  const endsAt = Math.min(...doubtful.map((item) => doubtEndsAt(context, item)))
  const leftMs = endsAt - context.ports.clock.now().getTime()
  return { afterMs: Math.min(Math.max(0, leftMs), context.settings.switching.doubtMs) + 100 }
}
