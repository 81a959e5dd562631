import { toDocliftError } from '../domain/errors.ts'
import type { Run } from '../domain/run/run.ts'
import { classify } from './classify.ts'
import type { Context } from './context.ts'
import { readByQueryJobs } from './read-by-query-jobs.ts'

/**
 * Reads every entry of the object into the ledger, one row each, in scope or with its reason. Goes on at the stored
 * position after an interruption. Records that were not seen are marked as deleted at the end.
 */
export async function inventory(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  await readByQueryJobs(context, run.id, () => readEntries(context, run, signal))
  const { tracking, clock } = context.ports
  if (!(await tracking.isRunning(run.id))) return
  await tracking.markUnseenAsDeleted(run.id, clock.now())
  await countEntries(context, run)
}

async function readEntries(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  const { org, tracking, clock } = context.ports
  const { position, watermark } = await tracking.readInventoryProgress(run.id)
  if (watermark === null) await tracking.recordWatermark(run.id, await org.serverTime())
  for await (const page of org.readAllEntries({ signal, ...(position ? { from: position } : {}) })) {
    await tracking.recordEntryPage({
      runId: run.id,
      entries: classify(context, page.entries),
      next: page.next ?? null,
      maxFileSizeBytes: context.settings.scope.maxFileSizeBytes,
      actorId: run.createdBy,
      at: clock.now(),
    })
    if (!(await tracking.isRunning(run.id))) return
  }
}

/**
 * Asks the org for its own count, to be shown beside ours. Without it the inventory is whole all the same, so a count that
 * fails is logged, and the one before stays the last.
 */
async function countEntries({ ports }: Context, run: Run): Promise<void> {
  const { org, tracking, clock, log } = ports
  try {
    const inOrg = await org.countEntries()
    const { total, outOfScope } = await tracking.readOverview()
    const inLedger = total - (outOfScope.deleted ?? 0)
    await tracking.recordEntryCount(run.id, { inOrg, inLedger, countedAt: clock.now().toISOString() })
  } catch (thrown) {
    const { code, message } = toDocliftError(thrown)
    log.warn(`The entries of the org could not be counted. ${message}`, { code, runId: run.id, error: thrown })
  }
}

/** The plan of an inventory, for a dry run: what it would find, and nothing else is stored. */
export async function planInventory(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  await readByQueryJobs(context, run.id, () => planEntries(context, run, signal))
}

async function planEntries(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  const { org, tracking } = context.ports
  for await (const page of org.readAllEntries({ signal })) {
    const items = classify(context, page.entries).map((entry) => ({
      recordId: entry.recordId,
      accountId: entry.accountId ?? '',
      expectedUrl: entry.documentUrl,
      targetUrl: null,
      leftOutReason: entry.outOfScopeReason,
    }))
    await tracking.addPlanItems(run.id, items)
  }
}
