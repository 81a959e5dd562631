import { Type } from 'typebox'
import { OPERATIONS } from '../../domain/run/run.ts'
import { EXAMPLE_RUN_ID } from './examples.ts'
import { dateTime, named, nullable } from './shared.ts'

const TaskSchema = Type.Object({
  runId: Type.String(),
  runNumber: Type.Integer({ minimum: 1 }),
  operation: Type.Enum(OPERATIONS),
  batchId: nullable('string', { description: 'null while the run itself is planned, read or given out.' }),
  batchNumber: nullable('integer'),
  since: dateTime('When it was taken.'),
})

export const WorkersSchema = named(
  'Workers',
  Type.Object(
    {
      items: Type.Array(
        Type.Object({
          id: Type.String({ description: 'New at each start of the process.' }),
          kind: Type.Enum(['service', 'worker'], {
            description: 'service: it answers the API. worker: it only works.',
          }),
          takesTasks: Type.Boolean({ description: 'false for a service without a worker inside.' }),
          host: Type.String({ description: 'Name of its machine.' }),
          processId: Type.Integer(),
          version: Type.String({
            description: 'Version of Doclift. All processes of an installation run the same one.',
          }),
          schemaVersion: Type.Integer({ description: 'Version of the database schema that it works with.' }),
          startedAt: dateTime('When the process started, by the clock of the database.'),
          lastBeatAt: dateTime('Its last sign of life; a living process gives one every three seconds.'),
          isAlive: Type.Boolean({ description: 'false after seven seconds of silence; after an hour it is left out.' }),
          tasks: Type.Array(TaskSchema, {
            description: 'What it works on; of a silent one, what it worked on when it was last heard of.',
          }),
        }),
      ),
    },
    {
      description: 'The processes of the installation, on all machines.',
      examples: [
        {
          items: [
            {
              id: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
              kind: 'worker',
              takesTasks: true,
              host: 'worker-1',
              processId: 4711,
              version: '0.1.0',
              schemaVersion: 27,
              startedAt: '2026-03-01T08:00:00.000Z',
              lastBeatAt: '2026-03-01T12:00:00.000Z',
              isAlive: true,
              tasks: [
                {
                  runId: EXAMPLE_RUN_ID,
                  runNumber: 14,
                  operation: 'back_up',
                  batchId: '0197f3a0-7d2e-7c3e-9d52-1f0a4e8b7c33',
                  batchNumber: 3,
                  since: '2026-03-01T11:59:12.000Z',
                },
              ],
            },
          ],
        },
      ],
    },
  ),
)
