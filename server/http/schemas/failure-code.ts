import { Type } from 'typebox'

/** A failure code as a caller gives it: one of ours, or one of the org's own. */
export const FailureCodeSchema = Type.String({
  pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,99}$',
  description: 'A failure code of /v1/failures.',
  examples: ['source.missing'],
})
