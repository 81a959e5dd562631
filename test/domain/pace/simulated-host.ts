import { afterRequest, type Concurrency } from '../../../server/domain/pace/concurrency.ts'

/** What a host does with one request while so many are at work. */
export type SimulatedHost = (atWork: number, nowMs: number) => { takesMs: number; isRefused?: boolean }

/** Does so many at a time in 100 ms each; more of them wait. */
export function hostWithRoomFor(capacity: number): SimulatedHost {
  return (atWork) => ({ takesMs: 100 * Math.max(1, atWork / capacity) })
}

export interface Simulated {
  pace: Concurrency
  /** The limit after each request, in order. */
  limits: number[]
}

/**
 * Keeps as many requests under way as the limit allows, each as long as the host takes for it.
 * @param from where it begins, with the moment
 */
export function simulate(
  host: SimulatedHost,
  from: { pace: Concurrency; atMs?: number },
  { most, requests }: { most: number; requests: number },
): Simulated & { atMs: number } {
  let { pace, atMs = 0 } = from
  const underWay: { beganAtMs: number; endsAtMs: number; isRefused: boolean }[] = []
  const limits: number[] = []
  while (limits.length < requests) {
    while (underWay.length < pace.limit) {
      const { takesMs, isRefused = false } = host(underWay.length + 1, atMs)
      underWay.push({ beganAtMs: atMs, endsAtMs: atMs + takesMs, isRefused })
    }
    underWay.sort((left, right) => left.endsAtMs - right.endsAtMs)
    const isFull = underWay.length >= pace.limit
    const first = underWay.shift()
    if (!first) break
    atMs = first.endsAtMs
    const seen = { beganAtMs: first.beganAtMs, endedAtMs: atMs, sentBytes: 0, isRefused: first.isRefused }
    pace = afterRequest(pace, seen, { most, isFull })
    limits.push(pace.limit)
  }
  return { pace, limits, atMs }
}
