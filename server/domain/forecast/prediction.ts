import { hasItems, type Operation } from '../run/run.ts'
import { type Basis, type Forecastable, type Rate, type RunPace, secondsFor } from './rates.ts'
import { type Requests, requestsOf, type SwitchShape, type WorkLoad } from './requests.ts'
import type { SizeGuess } from './sizes.ts'

/** What a run is expected to take, said before it starts. */
export interface RunPrediction {
  operation: Forecastable
  records: number
  bytes: number
  seconds: number
  requests: Requests
  rateBasis: Basis
  /** Null where no bytes move. */
  sizeBasis: SizeGuess['basis'] | null
}

/** What a run took until now; what nobody measures is null. */
export interface RunActual {
  records: number
  bytes: number
  seconds: number
  requests: { [Name in keyof Requests]: null }
}

/** How far a prediction was off, in percent of what was: above zero when it said too much. Null while that is not known. */
export interface PredictionError {
  records: number | null
  bytes: number | null
  seconds: number | null
}

/** True for operations that can be foretold by the number of their records. */
export function isForecastable(operation: Operation): operation is Forecastable {
  return hasItems(operation)
}

/**
 * @param load.level of a verification
 * @param load.cohorts of a switch
 */
export function predict(
  operation: Forecastable,
  load: Pick<WorkLoad, 'records' | 'accounts' | 'level' | 'cohorts'>,
  known: { rate: Rate; sizes: SizeGuess; shape: SwitchShape },
): RunPrediction {
  const movesBytes = operation === 'back_up' || (operation === 'verify' && load.level === 'full')
  const bytes = movesBytes ? Math.round(load.records * known.sizes.meanBytes) : 0
  const work = { ...load, putsPerRecord: known.sizes.putsPerRecord }
  return {
    operation,
    records: load.records,
    bytes,
    seconds: secondsFor(known.rate, { records: writtenBy(load), bytes }) + secondsOfRest(load),
    requests: requestsOf(operation, work, known.rate, known.shape),
    rateBasis: known.rate.basis,
    sizeBasis: movesBytes ? known.sizes.basis : null,
  }
}

type Load = Pick<WorkLoad, 'records' | 'cohorts'>

/** Every write of a record counts. */
function writtenBy({ records, cohorts = [] }: Load): number {
  return cohorts.reduce((sum, cohort) => sum + (cohort.rounds - 1) * cohort.records, records)
}

function secondsOfRest({ cohorts = [] }: Load): number {
  return cohorts.reduce((sum, { soakMinutes }) => sum + 60 * soakMinutes, 0)
}

/** What a run did, as it is compared with its prediction. */
export function toActual({ settled, bytes, seconds }: RunPace): RunActual {
  const unmeasured = { salesforceCalls: null, bulkBatches: null, vendorCalls: null, storePuts: null, storeGets: null }
  return { records: settled, bytes, seconds, requests: unmeasured }
}

/** @param actual of a run that has ended; before that nothing can be said */
export function errorOf(prediction: RunPrediction, actual: RunActual | null): PredictionError {
  const percentOff = (name: 'records' | 'bytes' | 'seconds') =>
    actual === null || actual[name] === 0
      ? null
      : Math.round(((prediction[name] - actual[name]) / actual[name]) * 1_000) / 10
  return { records: percentOff('records'), bytes: percentOff('bytes'), seconds: percentOff('seconds') }
}
