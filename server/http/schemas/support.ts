import { Type } from 'typebox'
import { DRIFT_KINDS } from '../../domain/drift/drift.ts'
import { SWEEP_SUBJECTS } from '../../domain/housekeeping/sweep.ts'
import { PACED_HOSTS } from '../../domain/pace/hosts.ts'
import { OPERATIONS, RUN_STATES } from '../../domain/run/run.ts'
import { coverageProperties } from './account.ts'
import { ConnectionSchema } from './connection.ts'
import { FailureGroupSchema } from './failure.ts'
import { NullableEntryCount } from './overview.ts'
import { counts, dateTime, named, nullable, nullableDateTime } from './shared.ts'

const count = Type.Integer({ minimum: 0 })
const { example: _leftOut, ...failureProperties } = FailureGroupSchema.properties

/** Whatever may be unknown while the database does not answer. */
const countsByName = Type.Unsafe<Record<string, number> | null>({
  anyOf: [{ type: 'object', additionalProperties: { type: 'integer' } }, { type: 'null' }],
})

const RunSummarySchema = Type.Object(
  {
    id: Type.String(),
    number: Type.Integer(),
    operation: Type.Enum(OPERATIONS),
    isDryRun: Type.Boolean(),
    scope: Type.String({ description: 'Kind of the scope alone.' }),
    state: Type.Enum(RUN_STATES),
    createdAt: dateTime('When it was created.'),
    startedAt: nullableDateTime('When work began.'),
    endedAt: nullableDateTime('When it ended.'),
    stopCode: nullable('string'),
  },
  { description: 'A run without the words it ended with.' },
)

const QueueSchema = Type.Object({
  queues: Type.Array(Type.Object({ name: Type.String(), waiting: count, atWork: count })),
  oldestWaitingMs: nullable('integer'),
  lastSignOfWorkAt: nullableDateTime('When a worker last gave a sign of life.'),
  isWorkingHere: Type.Boolean(),
})

const PoolSchema = Type.Object({ limit: count, inUse: count, waiting: count, peakInUse: count, peakWaiting: count })

const LastSweepSchema = Type.Object({
  endedAt: nullableDateTime('When what nobody needs any more was last removed.'),
  isAtWork: Type.Boolean(),
  results: Type.Array(
    Type.Object({
      subject: Type.Enum(SWEEP_SUBJECTS),
      found: count,
      removed: count,
      sentence: nullable('string'),
    }),
  ),
  totals: Type.Record(Type.String(), Type.Integer(), { description: 'How much was removed since the beginning.' }),
})

const MeasurementsSchema = Type.Object({
  queue: Type.Unsafe<object | null>({ anyOf: [QueueSchema, { type: 'null' }] }),
  databaseConnections: countsByName,
  connectionsInUse: countsByName,
  pool: Type.Unsafe<object | null>({ anyOf: [PoolSchema, { type: 'null' }] }),
  runs: countsByName,
  workers: countsByName,
  housekeeping: Type.Unsafe<object | null>({ anyOf: [LastSweepSchema, { type: 'null' }] }),
  salesforce: Type.Object({
    used: nullable('integer'),
    allowed: nullable('integer'),
    measuredAt: nullableDateTime('When the org said so.'),
    sent: count,
  }),
  hosts: Type.Array(
    Type.Object({
      host: Type.Enum(PACED_HOSTS),
      limit: count,
      atWork: count,
      slowdowns: count,
      isSlowed: Type.Boolean(),
    }),
    { description: 'How the asked process asks each host: files at the same time, and how often they were lowered.' },
  ),
})

export const SupportBundleSchema = named(
  'SupportBundle',
  Type.Object(
    {
      id: Type.String({ format: 'uuid', description: 'Stands in the audit log.' }),
      createdAt: dateTime('When it was made.'),
      version: Type.String({ description: 'Version of Doclift.' }),
      node: Type.String(),
      platform: Type.String(),
      profile: Type.String(),
      environment: Type.Enum(['sandbox', 'production']),
      schemaVersion: Type.Integer({ minimum: 0 }),
      settings: Type.Unsafe<Readonly<Record<string, unknown>>>({
        type: 'object',
        additionalProperties: true,
        description: 'All settings, secrets replaced by a placeholder.',
      }),
      connections: Type.Array(ConnectionSchema),
      overview: Type.Object({
        ...coverageProperties,
        accounts: count,
        lastInventoryAt: nullableDateTime('When the last inventory succeeded.'),
        lastCatchUpAt: nullableDateTime('When the last catch-up succeeded.'),
        nextQuestionAt: nullableDateTime('When the source is asked again about the next archived document.'),
        drift: counts(DRIFT_KINDS, 'What moved since it was copied and is open, by kind.'),
        entryCount: NullableEntryCount,
      }),
      runs: Type.Array(RunSummarySchema, { description: 'The newest first.' }),
      failures: Type.Array(Type.Object(failureProperties)),
      measurements: MeasurementsSchema,
      memory: Type.Object(
        { residentBytes: count, heapUsedBytes: count },
        { description: 'Of the process that made the bundle.' },
      ),
    },
    {
      description:
        'What whoever helps needs to know. No name and no URL of a record, no name of an Account, no secret.',
      examples: [
        {
          id: '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21',
          createdAt: '2026-03-01T12:00:00.000Z',
          version: '0.1.0',
          node: 'v24.21.0',
          platform: 'linux x64',
          profile: 'testing',
          environment: 'sandbox',
          schemaVersion: 9,
          settings: { profile: 'testing', destination: { bucket: 'documents', secretAccessKey: '[secret]' } },
          connections: [],
          overview: {
            total: 5,
            byState: { verified: 3 },
            outOfScope: { folder: 2 },
            verifiedBytes: 4200000,
            accounts: 1,
            lastInventoryAt: '2026-03-01T10:00:00.000Z',
            lastCatchUpAt: null,
            nextQuestionAt: null,
            drift: {},
            entryCount: { inOrg: 5, inLedger: 5, countedAt: '2026-03-01T10:00:00.000Z' },
          },
          runs: [],
          failures: [],
          measurements: {
            queue: {
              queues: [{ name: 'batches', waiting: 0, atWork: 2 }],
              oldestWaitingMs: null,
              lastSignOfWorkAt: '2026-03-01T11:59:58.000Z',
              isWorkingHere: true,
            },
            databaseConnections: { active: 1, idle: 4 },
            connectionsInUse: { service: 1, worker: 0 },
            pool: { limit: 12, inUse: 2, waiting: 0, peakInUse: 9, peakWaiting: 0 },
            runs: { succeeded: 3, running: 1 },
            workers: { alive: 2, silent: 0 },
            housekeeping: { endedAt: '2026-03-01T11:30:00.000Z', isAtWork: false, results: [], totals: { uploads: 3 } },
            salesforce: { used: 1204, allowed: 100000, measuredAt: '2026-03-01T11:59:58.000Z', sent: 77 },
            hosts: [{ host: 'store', limit: 12, atWork: 12, slowdowns: 3, isSlowed: true }],
          },
          memory: { residentBytes: 142000000, heapUsedBytes: 61000000 },
        },
      ],
    },
  ),
)
