import { DocliftError, PermanentError, toDocliftError } from '../../domain/errors.ts'
import { SWEEP_SUBJECTS, type SweepResult, type SweepSubject } from '../../domain/housekeeping/sweep.ts'
import type { Actor } from '../../domain/run/run.ts'
import { type Context, SERVICE_ACTOR_ID } from '../context.ts'
import { archiveItems } from './archive-items.ts'
import { sweepIngestJobs, sweepQueryJobs } from './sweep-jobs.ts'
import { sweepOldRows } from './sweep-old-rows.ts'
import { sweepProbeObjects } from './sweep-probe-objects.ts'
import { sweepUploads } from './sweep-uploads.ts'
import type { SubjectSweeps, Sweeping, Tally } from './sweeping.ts'

/** Longer than one act may take with all its tries. After the death of who sweeps, the next one begins so much later. */
const LEASE_MS = 10 * 60_000
const NEVER_STOPPED = new AbortController().signal

const SWEEPS: SubjectSweeps = {
  uploads: sweepUploads,
  'probe-objects': sweepProbeObjects,
  'ingest-jobs': sweepIngestJobs,
  'query-jobs': sweepQueryJobs,
  'idempotency-keys': sweepOldRows('idempotency_keys', ({ keysKeptDays }) => keysKeptDays),
  'webhook-deliveries': sweepOldRows('webhook_deliveries', ({ deliveriesKeptDays }) => deliveriesKeptDays),
  'run-items': archiveItems,
}

/**
 * Sweeps when it is time. Every worker asks; the ledger answers one of them, by its own time. Whatever ends a sweep half-way,
 * the next one goes on: what was removed is not found again.
 * @returns whether this worker swept
 */
export async function keepHouse(context: Context, signal: AbortSignal): Promise<boolean> {
  const { everyMs } = context.settings.housekeeping
  if (everyMs === 0) return false
  const fence = await context.ports.tracking.claimSweep({ leaseMs: LEASE_MS, everyMs })
  if (fence === undefined) return false
  try {
    await sweep(context, fence, SERVICE_ACTOR_ID, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return true
}

/**
 * Sweeps now, whenever the last sweep was.
 * Error: PermanentError `housekeeping.at-work` when somebody sweeps already.
 */
export async function sweepNow(context: Context, actor: Actor): Promise<SweepResult[]> {
  const fence = await context.ports.tracking.claimSweep({ leaseMs: LEASE_MS, everyMs: 0 })
  if (fence !== undefined) return await sweep(context, fence, actor.id, NEVER_STOPPED)
  const message = 'Another process sweeps now, or died while it did. Try again in ten minutes.'
  throw new PermanentError('housekeeping.at-work', message)
}

/** Finds what a sweep would remove, and removes nothing. */
export function findWaste(context: Context): Promise<SweepResult[]> {
  return sweepAll(context, { isDryRun: true, fence: null, hold: async () => undefined })
}

async function sweep(context: Context, fence: number, actorId: string, signal: AbortSignal): Promise<SweepResult[]> {
  const { tracking, log } = context.ports
  const hold = async () => {
    signal.throwIfAborted()
    await tracking.holdSweep(fence, LEASE_MS)
  }
  const results = await sweepAll(context, { isDryRun: false, fence, hold })
  await tracking.endSweep(fence, results, actorId)
  for (const { subject, removed, sentence } of results) {
    if (sentence !== null) log.warn(sentence, { subject })
    if (removed > 0) log.info('Housekeeping removed what nobody needs any more.', { subject, removed })
  }
  return results
}

async function sweepAll(context: Context, sweeping: Sweeping): Promise<SweepResult[]> {
  const results: SweepResult[] = []
  for (const subject of SWEEP_SUBJECTS) results.push(await sweepSubject(context, sweeping, subject))
  return results
}

/** A subject whose system does not answer is swept the next time, and holds up no other. */
async function sweepSubject(context: Context, sweeping: Sweeping, subject: SweepSubject): Promise<SweepResult> {
  const tally: Tally = { found: 0, removed: 0, sentence: null }
  await sweeping.hold()
  try {
    await SWEEPS[subject](context, sweeping, tally)
  } catch (thrown) {
    const isOurs = thrown instanceof DocliftError && thrown.code !== 'housekeeping.fence-lost'
    if (!isOurs) throw thrown
    tally.sentence = `${toDocliftError(thrown).message} The next sweep goes on here.`
  }
  return { subject, ...tally }
}
