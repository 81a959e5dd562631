import { type CurrentValue, settleByReading } from '../domain/switch/compare.ts'
import { confirmed, conflicted, type Direction, inDoubt, type RecordChange } from '../domain/switch/outcome.ts'
import type { HeldBatch, SwitchItem, UrlOutcome } from '../ports/tracking/batches.ts'
import type { Context } from './context.ts'
import { abortIngestJob, discardIngestJob } from './ingest-job.ts'
import { readValues } from './read-values.ts'

type DoubtfulChange = RecordChange & { recordId: string }

/**
 * Settles items whose write was sent and whose answer is not known (invariant 5), and ends what an earlier holder left in the
 * org, rows or not. First it is made sure that the write
 * cannot happen any more: jobs are aborted and waited for, a REST write is given its time. Only then the records are read.
 * Items that must still wait become `in_doubt`.
 */
export async function settleDoubts(
  context: Context,
  held: HeldBatch,
  direction: Direction,
  sent: readonly SwitchItem[],
  signal: AbortSignal,
): Promise<void> {
  const { tracking, clock } = context.ports
  const jobs = await tracking.openIngestJobs(held.batchId)
  for (const job of jobs) await abortIngestJob(context, job, signal)
  const now = clock.now().getTime()
  const settled = sent.filter((item) => item.ingestJobId !== null || doubtEndsAt(context, item) <= now)
  const waiting = sent.filter((item) => !settled.includes(item) && item.outcome === null)
  await record(
    context,
    held,
    waiting.map(({ recordId }) => ({ recordId, ...inDoubt() })),
  )
  await settleNow(context, held, direction, settled)
  for (const job of jobs) await discardIngestJob(context, job)
}

/** When a sent REST write cannot happen any more, in milliseconds since the epoch. */
export function doubtEndsAt({ settings }: Context, item: SwitchItem): number {
  return (item.sentAt?.getTime() ?? 0) + settings.switching.doubtMs
}

/**
 * Reads records whose write is over and writes down what it did; those that were not written may be sent again.
 * @returns the ids of those that were not written
 */
export async function settleNow(
  context: Context,
  held: HeldBatch,
  direction: Direction,
  items: readonly DoubtfulChange[],
): Promise<string[]> {
  const values = await readValues(
    context,
    items.map((item) => item.recordId),
  )
  const notWritten: string[] = []
  const outcomes: UrlOutcome[] = []
  for (const item of items) {
    const outcome = settle(direction, item, values.get(item.recordId) ?? null)
    if (outcome) outcomes.push(outcome)
    else notWritten.push(item.recordId)
  }
  await record(context, held, outcomes)
  if (notWritten.length > 0) await context.ports.tracking.recordNotWritten(held, notWritten)
  return notWritten
}

function settle(direction: Direction, item: DoubtfulChange, current: CurrentValue | null): UrlOutcome | undefined {
  const decision = settleByReading(item, current)
  if (decision === 'not-written') return undefined
  const isOurs = decision === 'confirmed' && current !== null
  return { recordId: item.recordId, ...(isOurs ? confirmed(direction, item, current) : conflicted(item, current)) }
}

async function record({ ports }: Context, held: HeldBatch, outcomes: UrlOutcome[]): Promise<void> {
  if (outcomes.length === 0) return
  await ports.tracking.recordOutcomes(held, outcomes, ports.clock.now())
}
