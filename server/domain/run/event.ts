import type { Run } from './run.ts'

/** What happens to a run, in the order in which it can first happen. */
export const RUN_EVENT_KINDS = [
  'run.created',
  'run.planned',
  'run.approved',
  'run.started',
  'run.paused',
  'run.halted',
  'run.resumed',
  'run.ended',
] as const
export type RunEventKind = (typeof RUN_EVENT_KINDS)[number]

/** What an event says of its run, as it was then. */
export type EventRun = Pick<Run, 'id' | 'number' | 'operation' | 'state' | 'isDryRun' | 'stopCode' | 'stopSentence'>

export interface RunEvent {
  /** Rises from event to event of a run, in the order in which they came to stand. */
  number: number
  kind: RunEventKind
  at: string
  run: EventRun
}
