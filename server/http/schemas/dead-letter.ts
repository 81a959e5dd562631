import { Type } from 'typebox'
import { OPERATIONS, RUN_STATES } from '../../domain/run/run.ts'
import { EXAMPLE_RUN_ID } from './examples.ts'
import { dateTime, named, nullable } from './shared.ts'

const EXAMPLE_ID = '0197f3a0-8e3f-7c3e-9d52-1f0a4e8b7c44'

export const DeadLetterParams = Type.Object({
  id: Type.String({
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
    description: 'Id of a dead letter, a UUID.',
    examples: [EXAMPLE_ID],
  }),
})

export const DeadLetterSchema = named(
  'DeadLetter',
  Type.Object(
    {
      id: Type.String(),
      state: Type.Enum(['given-up', 'trying'], {
        description:
          'given-up: its run was halted by it and waits for a person. trying: it failed five times in a row or more, and goes on being tried.',
      }),
      runId: Type.String({ format: 'uuid' }),
      runNumber: Type.Integer({ minimum: 1 }),
      operation: Type.Enum(OPERATIONS),
      runState: Type.Enum(RUN_STATES),
      batchId: nullable('string', {
        description: 'null when the run itself could not be planned, read or given out.',
      }),
      batchNumber: nullable('integer'),
      code: Type.String({ description: 'Of its last error.' }),
      sentence: Type.String({ description: 'What happened, and what to do next.' }),
      failures: Type.Integer({ minimum: 1, description: 'How often it failed, one time after another.' }),
      firstFailedAt: dateTime('When it failed first.'),
      lastFailedAt: dateTime('When it failed last.'),
    },
    {
      description: 'A task that workers could not do.',
      examples: [
        {
          id: EXAMPLE_ID,
          state: 'given-up',
          runId: EXAMPLE_RUN_ID,
          runNumber: 14,
          operation: 'back_up',
          runState: 'halted',
          batchId: '0197f3a0-7d2e-7c3e-9d52-1f0a4e8b7c33',
          batchNumber: 3,
          code: 's3.denied',
          sentence:
            'The destination store refused the credentials. Check DESTINATION_ACCESS_KEY_ID, then resume the run.',
          failures: 1,
          firstFailedAt: '2026-03-01T11:59:58.000Z',
          lastFailedAt: '2026-03-01T11:59:58.000Z',
        },
      ],
    },
  ),
)
