import { type Operation, readsTheOrg, writesToOrg } from './run.ts'

/** Each worker asks between two groups of records, and every two seconds of a Bulk job, which it aborts. */
const STOPS_WITHIN_S = 10

/**
 * What follows when a person stops a run.
 * @param inFlight records whose write was sent and is not settled yet
 */
export function describeHalt(operation: Operation, inFlight: number): string {
  return `Stopped by hand.${whatFollows(operation, inFlight)} It can be resumed.`
}

function whatFollows(operation: Operation, inFlight: number): string {
  if (readsTheOrg(operation) || operation === 'analyse') return ''
  const stops = ` It stops within ${STOPS_WITHIN_S} s`
  if (!writesToOrg(operation)) return `${stops}; files under way are finished.`
  if (inFlight === 0) return `${stops}; no record was in flight.`
  return `${stops}; ${inFlight === 1 ? '1 record' : `${inFlight} records`} in flight will be checked.`
}
