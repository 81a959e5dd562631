import type { RunState } from './run.ts'

/** What people and the service do to a run, in the order in which it can first happen. */
export const RUN_ACTS = [
  'run.created',
  'run.planned',
  'run.approved',
  'run.started',
  'run.before-images-exported',
  'run.paused',
  'run.halted',
  'run.resumed',
  'run.withdrawn',
  'run.ended',
] as const
export type RunAct = (typeof RUN_ACTS)[number]

/** One line of the history of a run. */
export interface RunHistoryLine {
  at: string
  kind: RunAct
  /** Who did it; `doclift` where nobody had to. */
  actor: string
  /** How the run ended; null for everything else. */
  state: RunState | null
  /** Why it was paused, halted or failed. */
  code: string | null
  sentence: string | null
  /** Records whose values were kept before the first was written, or that were withdrawn. */
  records: number | null
}
