import { PermanentError } from '../domain/errors.ts'
import type { Run } from '../domain/run/run.ts'
import type { CatchUpProgress } from '../ports/tracking/catch-up.ts'
import { classify } from './classify.ts'
import type { Context } from './context.ts'
import { readByQueryJobs } from './read-by-query-jobs.ts'

/** Read back this much further than the last watermark: long transactions become visible late, with an early stamp. */
const OVERLAP_MS = 15 * 60_000

type Window = Pick<CatchUpProgress, 'modifiedFrom' | 'watermark'>

/**
 * Reads what moved in the org since the last inventory or catch-up: first what was deleted, then new versions, then
 * modified entries, so that a record that was brought back is found again. All times are the org's. Goes on at the stored
 * position after an interruption.
 * @throws PermanentError `run.no-inventory`
 */
export async function catchUp(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  await readByQueryJobs(context, run.id, () => readChanges(context, run, signal))
}

async function readChanges(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  const progress = (await context.ports.tracking.readCatchUpProgress(run.id)) ?? (await begin(context, run))
  const isInEntries = progress.position !== null && progress.position.reads !== 'ids'
  if (!isInEntries && !(await readDisappeared(context, run, progress, signal))) return
  await readEntries(context, run, progress, signal)
}

/** The plan of a catch-up, for a dry run: what it would find, and nothing else is stored. */
export async function planCatchUp(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  await readByQueryJobs(context, run.id, () => planChanges(context, run, signal))
}

async function planChanges(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  const { org, tracking } = context.ports
  const { modifiedFrom } = await windowOf(context)
  for await (const page of org.readModifiedEntries({ modifiedFrom, signal })) {
    const entries = classify(context, page.entries)
    const differing = new Set(await tracking.differingEntries(entries))
    const items = entries
      .filter(({ recordId }) => differing.has(recordId))
      .map(({ recordId, accountId, documentUrl, outOfScopeReason }) => ({
        recordId,
        accountId: accountId ?? '',
        expectedUrl: documentUrl,
        targetUrl: null,
        leftOutReason: outOfScopeReason,
      }))
    await tracking.addPlanItems(run.id, items)
  }
}

async function begin(context: Context, run: Run): Promise<CatchUpProgress> {
  const window = await windowOf(context)
  await context.ports.tracking.beginCatchUp(run.id, window)
  return { ...window, position: null }
}

/** From the newest watermark, and a little before it, to the org's own time now. */
async function windowOf({ ports }: Context): Promise<Window> {
  const last = await ports.tracking.lastWatermark()
  if (last === undefined) throw noInventory()
  return { modifiedFrom: new Date(last.getTime() - OVERLAP_MS), watermark: await ports.org.serverTime() }
}

/**
 * Deletions, by the org's own list where it reaches far enough, else by the ids of all entries; then new versions.
 * @returns false when the run was stopped meanwhile
 */
async function readDisappeared(
  context: Context,
  run: Run,
  progress: CatchUpProgress,
  signal: AbortSignal,
): Promise<boolean> {
  const { org, tracking, clock } = context.ports
  const { modifiedFrom: from, watermark: to, position } = progress
  const told = position === null ? await org.readDeletions({ from, to }, signal) : undefined
  const isAllTold = told !== undefined && told.coveredUntil.getTime() >= to.getTime() - OVERLAP_MS
  if (isAllTold) await tracking.recordDeletions(run.id, told.deletions, clock.now())
  else if (!(await sweepIds(context, run, progress, signal))) return false
  for await (const versions of org.readVersions({ modifiedFrom: from, signal })) {
    await tracking.recordVersions(run.id, versions, clock.now())
  }
  return await tracking.isRunning(run.id)
}

/** @returns false when the run was stopped meanwhile */
async function sweepIds(
  context: Context,
  run: Run,
  { position }: CatchUpProgress,
  signal: AbortSignal,
): Promise<boolean> {
  const { org, tracking, clock } = context.ports
  for await (const page of org.readAllIds({ signal, ...(position ? { from: position } : {}) })) {
    await tracking.recordSeen(run.id, page.recordIds, page.next ?? null)
    if (!(await tracking.isRunning(run.id))) return false
  }
  await tracking.markUnseenAsDeleted(run.id, clock.now())
  return true
}

async function readEntries(
  context: Context,
  run: Run,
  { modifiedFrom, position }: CatchUpProgress,
  signal: AbortSignal,
): Promise<void> {
  const { org, tracking, clock } = context.ports
  const from = position !== null && position.reads !== 'ids' ? { from: position } : {}
  for await (const page of org.readModifiedEntries({ modifiedFrom, signal, ...from })) {
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

/** What a catch-up without an inventory is refused with. */
export function noInventory(): PermanentError {
  return new PermanentError(
    'run.no-inventory',
    'Looking for changes goes on from an inventory, and none has succeeded yet. Run an inventory first.',
  )
}
