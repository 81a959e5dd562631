import { USUAL_VERIFICATION, type VerificationLevel } from '../verification/verification.ts'

/** How fast work goes: measured where something was done, assumed and named as such where nothing was. */

export type Forecastable = 'back_up' | 'verify' | 'switch' | 'roll_back'
export type Basis = 'measured' | 'assumed'

/** What one run has done in which time; a halt within it counts as time. */
export interface RunPace {
  seconds: number
  settled: number
  /** Bytes of copies that were proven. */
  bytes: number
}

export interface Rate {
  recordsPerSecond: number
  /** Null where an operation moves no bytes. */
  bytesPerSecond: number | null
  basis: Basis
  /** How many runs it was measured from. */
  runs: number
}

/** Fewer records measure the start of a process and not its work. */
const LEAST_MEASURED_RECORDS = 50

const ASSUMED: Readonly<Record<Forecastable, { recordsPerSecond: number; bytesPerSecond: number | null }>> = {
  back_up: { recordsPerSecond: 20, bytesPerSecond: 20_000_000 },
  verify: { recordsPerSecond: 50, bytesPerSecond: null },
  switch: { recordsPerSecond: 100, bytesPerSecond: null },
  roll_back: { recordsPerSecond: 100, bytesPerSecond: null },
}

/** A verification by the ledger alone asks nobody; a full one reads what a back-up writes. */
const ASSUMED_OF_LEVEL: Readonly<Record<VerificationLevel, (typeof ASSUMED)[Forecastable]>> = {
  attested: { recordsPerSecond: 2_000, bytesPerSecond: null },
  head: ASSUMED.verify,
  full: ASSUMED.back_up,
}

/**
 * The rate of an operation over the given runs, long ones counting for more.
 * @param level of a verification
 */
export function rateOf(
  operation: Forecastable,
  paces: readonly RunPace[],
  level: VerificationLevel = USUAL_VERIFICATION.level,
): Rate {
  const worked = paces.filter(({ seconds, settled }) => seconds > 0 && settled > 0)
  const seconds = worked.reduce((sum, pace) => sum + pace.seconds, 0)
  const settled = worked.reduce((sum, pace) => sum + pace.settled, 0)
  const bytes = worked.reduce((sum, pace) => sum + pace.bytes, 0)
  const assumed = operation === 'verify' ? ASSUMED_OF_LEVEL[level] : ASSUMED[operation]
  if (settled < LEAST_MEASURED_RECORDS) return { ...assumed, basis: 'assumed', runs: 0 }
  const bytesPerSecond = assumed.bytesPerSecond === null ? null : bytes > 0 ? bytes / seconds : assumed.bytesPerSecond
  return { recordsPerSecond: settled / seconds, bytesPerSecond, basis: 'measured', runs: worked.length }
}

/** Seconds for so much work: whichever of records and bytes takes longer. */
export function secondsFor(rate: Rate, work: { records: number; bytes: number }): number {
  const byRecords = work.records / rate.recordsPerSecond
  const byBytes = rate.bytesPerSecond === null ? 0 : work.bytes / rate.bytesPerSecond
  return Math.ceil(Math.max(byRecords, byBytes))
}
