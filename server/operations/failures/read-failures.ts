import { type ActingParty, adviceFor } from '../../domain/failure/advice.ts'
import { type FailureClass, failureClassOf } from '../../domain/failure/failure-class.ts'
import type { FailureCount } from '../../ports/tracking/failures.ts'
import type { Context } from '../context.ts'

/** Records that failed in the same way, with what to do about it. */
export interface FailureGroup extends Omit<FailureCount, 'word'> {
  class: FailureClass
  /** What happened, in plain words. */
  sentence: string
  /** What to do, and where. */
  advice: string
  actor: ActingParty
  isRetryable: boolean
}

/** What failed, in groups by class and code, the largest first. Counted from an index, so that good records cost nothing. */
export async function readFailures({ ports }: Pick<Context, 'ports'>): Promise<FailureGroup[]> {
  const counts = await ports.tracking.countFailures(ports.clock.now())
  const parts = Map.groupBy(counts, ({ code, word }) => `${failureClassOf(code, word)} ${code}`)
  return [...parts.values()].map(toGroup).sort(bySize)
}

function toGroup(parts: readonly FailureCount[]): FailureGroup {
  const { word, ...merged } = parts.reduce(merge)
  return { class: failureClassOf(merged.code, word), ...merged, ...adviceFor(merged.code) }
}

function merge(left: FailureCount, right: FailureCount): FailureCount {
  return {
    ...left,
    records: left.records + right.records,
    last24Hours: left.last24Hours + right.last24Hours,
    last7Days: left.last7Days + right.last7Days,
    since: left.since < right.since ? left.since : right.since,
    latest: left.latest > right.latest ? left.latest : right.latest,
    example: left.example.recordId < right.example.recordId ? left.example : right.example,
  }
}

function bySize(left: FailureGroup, right: FailureGroup): number {
  return right.records - left.records || (left.code < right.code ? -1 : 1)
}
