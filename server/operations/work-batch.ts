import { FOUND } from '../domain/worker/suspicion.ts'
import type { HeldBatch } from '../ports/tracking/batches.ts'
import { backUpBatch } from './back-up.ts'
import type { Context } from './context.ts'
import { quarantineCulprit } from './quarantine.ts'
import { switchBatch } from './switch-urls.ts'
import { verifyBatch } from './verify.ts'

/** When a batch has to be looked at again; undefined when all its items are settled or left for a resume. */
export type Revisit = { afterMs: number } | undefined

/**
 * Works on one batch of a run as its only holder. Whoever held it before can write no result any more, because its fence
 * is raised here.
 */
export async function workBatch(context: Context, batchId: string, signal: AbortSignal): Promise<void> {
  const { tracking, clock, queue, log } = context.ports
  const held = await tracking.claimBatch(batchId, context.self.id)
  if (!held) return
  const revisit = await workOrRelease(context, held, signal)
  if (revisit) return queue.send({ kind: 'batch', runId: held.runId, batchId }, revisit)
  const state = await tracking.finishBatch(held, clock.now())
  log.info(`A batch is ${state}.`, { runId: held.runId, batchId, operation: held.operation })
  if (state === 'done') await queue.send({ kind: 'run', runId: held.runId })
}

/** A worker that goes on living has not died over the batch, so it lets go of what it cannot finish. */
async function workOrRelease(context: Context, held: HeldBatch, signal: AbortSignal): Promise<Revisit> {
  const { tracking } = context.ports
  try {
    const revisit = await workByPieces(context, held, signal)
    if (revisit) await tracking.releaseBatch(held)
    return revisit
  } catch (error) {
    await tracking.releaseBatch(held).catch(() => undefined)
    throw error
  }
}

/** Works on the whole batch, or on piece after piece for as long as something is settled by it. */
async function workByPieces(context: Context, held: HeldBatch, signal: AbortSignal): Promise<Revisit> {
  if (held.piece !== null && held.piece <= FOUND) {
    const revisit = await quarantineCulprit(context, held, signal)
    return revisit ?? (await workByPieces(context, { ...held, piece: null }, signal))
  }
  for (let openBefore = Number.POSITIVE_INFINITY; ; ) {
    const revisit = await workOn(context, held, signal)
    if (held.piece === null || revisit) return revisit
    const open = await context.ports.tracking.openItemsOf(held)
    if (open === 0 || open >= openBefore) return undefined
    openBefore = open
  }
}

function workOn(context: Context, held: HeldBatch, signal: AbortSignal): Promise<Revisit> {
  switch (held.operation) {
    case 'back_up':
      return backUpBatch(context, held, signal)
    case 'verify':
      return verifyBatch(context, held, signal)
    case 'switch':
    case 'roll_back':
      return switchBatch(context, { ...held, operation: held.operation }, signal)
    case 'inventory':
    case 'catch_up':
    case 'analyse':
      return Promise.resolve(undefined)
  }
}
