import { HOSTS_OF_SOURCE } from '../domain/pace/hosts.ts'
import { isStale } from '../domain/switch/freshness.ts'
import { isForwards, unconfirmed } from '../domain/switch/outcome.ts'
import type { CopyItem, SourceResult, SwitchItem } from '../ports/tracking/batches.ts'
import { record, type SwitchingBatch } from './change-urls.ts'
import type { Context } from './context.ts'
import { inParallel } from './in-parallel.ts'
import { itemError } from './item-error.ts'
import { judgeSource } from './judge-source.ts'
import { paced } from './pace/paced.ts'
import { copiedRefOf } from './source-ref.ts'
import { withTries } from './with-tries.ts'

type Unknown = Extract<SourceResult, { result: 'unknown' }>

/** After a crash at most this many sources, plus those at work, are asked once more. */
const FLUSH_EVERY = 100
/** So many documents in a row that cannot be asked about for a passing reason are an outage of the source. */
const OUTAGE_AFTER = 10

/**
 * Asks the sources again about documents that were confirmed too long ago to be switched (design.md section 2, invariant 4):
 * rests, hours and a halt may lie between the approval and the write. One that cannot be asked about is withdrawn.
 * @returns the items as they stand now; those that were not reached, because the run goes on no more, are left out
 * @throws TransientError of a source that does not answer; what was asked until then is written down
 */
export async function confirmSources<Item extends SwitchItem>(
  batch: SwitchingBatch,
  items: readonly Item[],
): Promise<readonly Item[]> {
  const stale = isForwards(batch.direction) ? items.filter((item) => needsAsking(batch, item)) : []
  if (stale.length === 0) return items
  const unknown = await askSources(batch, stale)
  await record(batch, unknown, ({ code, sentence }) => unconfirmed(`${sentence} (${code})`))
  return (await asTheyStand(batch, items)).filter((item) => !needsAsking(batch, item))
}

async function asTheyStand<Item extends SwitchItem>({ context, held }: SwitchingBatch, items: readonly Item[]) {
  const open = new Map((await context.ports.tracking.switchItems(held)).map((item) => [item.recordId, item]))
  return items.flatMap((item) => {
    const { hasGoodCopy, sourceConfirmedAt } = open.get(item.recordId) ?? {}
    return hasGoodCopy === undefined ? [] : [{ ...item, hasGoodCopy, sourceConfirmedAt: sourceConfirmedAt ?? null }]
  })
}

/** A copy that is not good any more is withdrawn in any case. */
function needsAsking({ context }: SwitchingBatch, { hasGoodCopy, sourceConfirmedAt }: SwitchItem): boolean {
  const { ports, settings } = context
  return hasGoodCopy && isStale(sourceConfirmedAt, ports.clock.now(), settings.gate.sourceFreshForMs)
}

/** Returns those that could not be asked about. */
async function askSources({ context, held, signal }: SwitchingBatch, stale: readonly SwitchItem[]): Promise<Unknown[]> {
  const { tracking, clock } = context.ports
  const wanted = new Set(stale.map(({ recordId }) => recordId))
  const copies = (await tracking.copyItems({ ...held, piece: null })).filter(({ recordId }) => wanted.has(recordId))
  const unknown: Unknown[] = []
  await inParallel(copies, asking(context, signal), {
    ...(await paced(context, HOSTS_OF_SOURCE, { runId: held.runId, signal })),
    flushEvery: FLUSH_EVERY,
    flush: async (results) => {
      unknown.push(...results.filter((result): result is Unknown => result.result === 'unknown'))
      await tracking.recordSources(held, results, clock.now())
    },
  })
  return unknown
}

/** A fatal error stops the run, an outage gives the batch back to the queue, anything else is the result of its document. */
function asking(context: Context, signal: AbortSignal): (copy: CopyItem) => Promise<SourceResult> {
  let failuresInRow = 0
  return async (copy) => {
    try {
      const answer = await withTries(context, signal, () => context.ports.source.confirm(copiedRefOf(copy), signal))
      failuresInRow = 0
      return judgeSource(copy, answer)
    } catch (thrown) {
      const error = itemError(context, copy.recordId, thrown, signal)
      failuresInRow += 1
      if (error.behaviour === 'transient' && failuresInRow >= OUTAGE_AFTER) throw error
      return { recordId: copy.recordId, result: 'unknown', code: error.code, sentence: error.message }
    }
  }
}
