/** Which of the worker processes of one command this is; numbers from 1. */
export interface WorkerNumber {
  number: number
  of: number
}

/** The worker of a process that works alone. */
export const ONLY_WORKER: WorkerNumber = { number: 1, of: 1 }

/**
 * Files that one of several worker processes may copy at the same time, so that all of them copy as many as were set. Each has
 * one at least: a worker without any would hold its batches for ever.
 */
export function filesOf(all: number, { number, of }: WorkerNumber): number {
  return Math.max(1, Math.floor(all / of) + (number <= all % of ? 1 : 0))
}

/** Megabytes in a second of one of several worker processes; 0 stays no limit. */
export function megabytesOf(all: number, { of }: WorkerNumber): number {
  return all / of
}

/** Which workers one process sees of itself, for people. */
export function describeWorkers({ of }: WorkerNumber): string {
  if (of === 1) return 'A worker runs inside this process.'
  return `${of} processes work; this one is one of them and has its part of the limits.`
}
