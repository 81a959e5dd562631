import {
  COPY_STATES,
  OUT_OF_SCOPE_REASONS,
  type OutOfScopeReason,
  type RecordWord,
  URL_STATES,
} from '../../domain/file/states.ts'
import type { Totals } from './sql/read-totals.ts'

export interface RecordTotals {
  total: number
  byState: Partial<Record<RecordWord, number>>
  outOfScope: Partial<Record<OutOfScopeReason, number>>
  verifiedBytes: number
}

const WORDS: readonly RecordWord[] = [...COPY_STATES, ...URL_STATES.filter((state) => state !== 'original')]

/** Counters of records as the ports show them: `byState` and `outOfScope` together are `total` (invariant 7). */
export function toRecordTotals(totals: Totals): RecordTotals {
  const byState = pick(WORDS, totals, '')
  const outOfScope = pick(OUT_OF_SCOPE_REASONS, totals, 'out:')
  return { total: sum(byState) + sum(outOfScope), byState, outOfScope, verifiedBytes: totals.verified_bytes ?? 0 }
}

/** How many records are in scope, and how many of them have a verified copy, whatever their URL. */
export function toCoverage(totals: Totals): { eligible: number; verified: number } {
  return { eligible: sum(pick(WORDS, totals, '')), verified: totals.verified_copies ?? 0 }
}

function pick<Name extends string>(
  names: readonly Name[],
  totals: Totals,
  prefix: string,
): Partial<Record<Name, number>> {
  const found: Partial<Record<Name, number>> = {}
  for (const name of names) {
    const count = totals[prefix + name]
    if (count !== undefined) found[name] = count
  }
  return found
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
