import { FatalError } from '../domain/errors.ts'
import { changeAt, directionOf, directionsOf } from '../domain/switch/canary.ts'
import { type Direction, leftSwitched, outdated, withdrawn } from '../domain/switch/outcome.ts'
import { QUARANTINED, unreadableSentence } from '../domain/worker/quarantine.ts'
import type { HeldBatch, SwitchItem } from '../ports/tracking/batches.ts'
import { changeUrls, record, type SwitchingBatch } from './change-urls.ts'
import { requireTakenBack } from './cohorts/require-taken-back.ts'
import { confirmSources } from './confirm-sources.ts'
import type { Context } from './context.ts'
import { doubtEndsAt, settleDoubts } from './settle-doubt.ts'
import { refuseWorkOutsideTestMode } from './test-mode.ts'
import type { Revisit } from './work-batch.ts'

/** An item with the change of its present step. */
type Step = SwitchItem & { direction: Direction }
/** A batch whose records are switched or rolled back. */
export type SwitchWork = HeldBatch & { operation: 'switch' | 'roll_back' }

/**
 * Changes the URLs of one batch, forwards or backwards (design.md section 7 step 5): before-images first, then read and
 * compare, write, take the results, read back; a canary does so three times. Items that an earlier holder had sent are settled
 * before anything else; when the run is taken back, nothing else is done.
 * @returns when the batch must be looked at again because records are still in doubt
 * @throws FatalError `switch.canary-not-rolled-back`, `record.quarantined`
 */
export async function switchBatch(context: Context, held: SwitchWork, signal: AbortSignal): Promise<Revisit> {
  const settled = await settleSent(context, held, signal)
  // Before all that was sent is settled, nothing else of a batch is begun that workers died over.
  if (held.piece === null || settled === 0) await changeRest(context, held, signal)
  const open = await context.ports.tracking.switchItems(held)
  refuseUnreadable(open)
  return revisitOf(context, open.filter(isReadable))
}

/** Items that are not settled, but for those that nobody can read. */
export async function openItems({ ports }: Context, held: HeldBatch): Promise<SwitchItem[]> {
  return (await ports.tracking.switchItems(held)).filter(isReadable)
}

function isReadable({ isSetAside }: SwitchItem): boolean {
  return !isSetAside
}

/** What is in doubt is never called settled, so a batch cannot end while all that is left of it are records nobody can read. */
function refuseUnreadable(open: readonly SwitchItem[]): void {
  if (open.length === 0 || open.some(isReadable)) return
  throw new FatalError(QUARANTINED, unreadableSentence(open.map((item) => item.recordId)))
}

/** Returns how many items an earlier holder had sent. */
async function settleSent(context: Context, held: SwitchWork, signal: AbortSignal): Promise<number> {
  let settled = 0
  for (const direction of directionsOf(held)) {
    const sent = inPiece(held, await stepsOf(context, held, direction), (item) => item.sentAt !== null)
    await settleDoubts(context, held, direction, sent, signal)
    settled += sent.length
  }
  return settled
}

async function changeRest(context: Context, held: SwitchWork, signal: AbortSignal): Promise<void> {
  for (const direction of directionsOf(held)) {
    const batch = { context, held, direction, signal }
    const fresh = inPiece(held, await stepsOf(context, held, direction), isFresh)
    if (held.isWithdrawn) await record(batch, fresh, direction === 'take_back' ? leftSwitched : withdrawn)
    else await changeFresh(batch, fresh)
    if (direction === 'take_back' && !held.isWithdrawn) await requireTakenBack(batch, fresh)
  }
}

function inPiece({ piece }: HeldBatch, items: readonly Step[], isMeant: (item: Step) => boolean): Step[] {
  return items.filter(isMeant).slice(0, piece ?? undefined)
}

/** Items of a batch that are at this step. */
async function stepsOf(context: Context, held: SwitchWork, direction: Direction): Promise<Step[]> {
  const items = (await openItems(context, held)).filter((item) => directionOf(held, item) === direction)
  return items.map((item) => ({ ...changeAt(direction, item), direction }))
}

function isFresh({ sentAt, outcome }: SwitchItem): boolean {
  return sentAt === null && outcome === null
}

/**
 * A batch that test mode does not allow as a whole is refused before its first write; the door asks again at each. What is
 * known of its sources is made fresh first.
 */
async function changeFresh(batch: SwitchingBatch, unsent: readonly SwitchItem[]): Promise<void> {
  if (unsent.length === 0) return
  const { tracking, clock } = batch.context.ports
  await refuseWorkOutsideTestMode(batch.context, batch.held.runId, unsent)
  const fresh = await withdrawOutdated(batch, await confirmSources(batch, unsent))
  const withoutImage = fresh.filter((item) => !item.hasBeforeImage).map((item) => item.recordId)
  await tracking.recordIntents(batch.held, withoutImage, clock.now())
  await changeUrls(batch, fresh)
}

/** What was found since the approval only takes items out of a switch (design.md section 7 step 1). Returns the others. */
async function withdrawOutdated(batch: SwitchingBatch, items: readonly SwitchItem[]): Promise<readonly SwitchItem[]> {
  if (batch.direction === 'roll_back' || batch.direction === 'take_back') return items
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
