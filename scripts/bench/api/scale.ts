import type { BenchSize } from '../options.ts'

/** How much the benchmark of the API measures. */
export interface ApiScale {
  /** Records in the ledger, and items of its largest run. */
  records: number
  /** Requests per second over all reads together. */
  requestsPerSecond: number
  warmUpSeconds: number
  /** Length of one repetition. */
  seconds: number
  repetitions: number
}

const REPETITIONS = 3
const REQUESTS_PER_SECOND = 50

/** Quick ends within a minute, standard within nine, the first filling of the ledger included. */
export const API_SCALES: Record<BenchSize, ApiScale> = {
  quick: {
    records: 100_000,
    requestsPerSecond: REQUESTS_PER_SECOND,
    warmUpSeconds: 3,
    seconds: 8,
    repetitions: REPETITIONS,
  },
  standard: {
    records: 1_000_000,
    requestsPerSecond: REQUESTS_PER_SECOND,
    warmUpSeconds: 15,
    seconds: 60,
    repetitions: REPETITIONS,
  },
  full: {
    records: 1_000_000,
    requestsPerSecond: REQUESTS_PER_SECOND,
    warmUpSeconds: 30,
    seconds: 300,
    repetitions: REPETITIONS,
  },
}
