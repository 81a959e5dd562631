import { changeAt, directionOf } from '../domain/switch/canary.ts'
import { failed } from '../domain/switch/outcome.ts'
import { QUARANTINED, QUARANTINED_SENTENCE, unreadable } from '../domain/worker/quarantine.ts'
import { UNREADABLE } from '../domain/worker/suspicion.ts'
import type { HeldBatch, SwitchItem } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { settleDoubts } from './settle-doubt.ts'
import { openItems, revisitOf, type SwitchWork } from './switch-urls.ts'
import type { Revisit } from './work-batch.ts'

/**
 * Sets aside the record that ended every worker of its batch: its item fails with the reason, and the batch goes on without it.
 * @returns when to look again, because a write of the record is still in doubt
 */
export async function quarantineCulprit(context: Context, held: HeldBatch, signal: AbortSignal): Promise<Revisit> {
  switch (held.operation) {
    case 'back_up':
    case 'verify':
      return setAsideCopy(context, held, held.operation)
    case 'switch':
    case 'roll_back':
      return setAsideChange(context, { ...held, operation: held.operation }, signal)
    case 'inventory':
    case 'catch_up':
    case 'analyse':
      return undefined
  }
}

async function setAsideCopy(context: Context, held: HeldBatch, operation: 'back_up' | 'verify'): Promise<undefined> {
  const { tracking, clock } = context.ports
  const [item] = await tracking.copyItems({ ...held, piece: 1 })
  await endSuspicion(context, held, item?.recordId)
  if (item === undefined) return
  const reason = { recordId: item.recordId, code: QUARANTINED, sentence: QUARANTINED_SENTENCE }
  if (operation === 'verify') await tracking.recordConfirmations(held, [{ ...reason, result: 'unknown' }], clock.now())
  else await tracking.recordCopies(held, [{ ...reason, result: 'failed' }], clock.now())
}

/**
 * A write that was sent is settled by reading, however its worker ended: only what is proven not to be written fails. When
 * reading it kills as well, it stays in doubt.
 */
async function setAsideChange(context: Context, held: SwitchWork, signal: AbortSignal): Promise<Revisit> {
  const { tracking, clock } = context.ports
  const culprit = firstOf(await openItems(context, held))
  if (culprit?.sentAt && held.piece === UNREADABLE) return leaveInDoubt(context, held, culprit.recordId)
  if (culprit?.sentAt) {
    const direction = directionOf(held, culprit)
    await settleDoubts(context, held, direction, [changeAt(direction, culprit)], signal)
  }
  const item = (await tracking.switchItems(held)).find(({ recordId }) => recordId === culprit?.recordId)
  if (item?.sentAt) return revisitOf(context, [item])
  await endSuspicion(context, held, item?.recordId)
  if (item === undefined) return undefined
  const isLeftSwitched = directionOf(held, item) === 'take_back'
  const result = failed(isLeftSwitched ? { stateBefore: 'confirmed' } : item, QUARANTINED, QUARANTINED_SENTENCE)
  await tracking.recordOutcomes(held, [{ recordId: item.recordId, ...result }], clock.now())
  return undefined
}

/** The others of its batch go on; when only such records are left, the run stops. */
async function leaveInDoubt(context: Context, held: SwitchWork, recordId: string): Promise<undefined> {
  const { tracking, clock } = context.ports
  await endSuspicion(context, held, recordId)
  await tracking.recordOutcomes(held, [{ recordId, ...unreadable() }], clock.now())
}

/** What was sent is settled before anything else is begun. */
function firstOf(items: readonly SwitchItem[]): SwitchItem | undefined {
  return items.find(({ sentAt }) => sentAt !== null) ?? items[0]
}

/** Before the record is set aside: a death in between lets the suspicion begin anew instead of falling on the next record. */
async function endSuspicion({ ports }: Context, held: HeldBatch, recordId: string | undefined): Promise<void> {
  await ports.tracking.endSuspicion(held)
  if (recordId !== undefined) ports.log.error(QUARANTINED_SENTENCE, { runId: held.runId, recordId, code: QUARANTINED })
}
