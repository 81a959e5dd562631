import type { HeldBatch } from '../ports/tracking/batches.ts'
import { backUpBatch } from './back-up.ts'
import type { Context } from './context.ts'
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
  const held = await tracking.claimBatch(batchId, clock.now())
  if (!held) return
  const revisit = await workOn(context, held, signal)
  if (revisit) return queue.send({ kind: 'batch', runId: held.runId, batchId }, revisit)
  const state = await tracking.finishBatch(held, clock.now())
  log.info(`A batch is ${state}.`, { runId: held.runId, batchId, operation: held.operation })
  if (state === 'done') await queue.send({ kind: 'run', runId: held.runId })
}

function workOn(context: Context, held: HeldBatch, signal: AbortSignal): Promise<Revisit> {
  switch (held.operation) {
    case 'back_up':
      return backUpBatch(context, held, signal)
    case 'verify':
      return verifyBatch(context, held, signal)
    case 'switch':
    case 'roll_back':
      return switchBatch(context, held, held.operation, signal)
    case 'inventory':
    case 'catch_up':
    case 'analyse':
      return Promise.resolve(undefined)
  }
}
