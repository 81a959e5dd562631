import { type Static, Type } from 'typebox'
import { DRIFT_KINDS } from '../../domain/drift/drift.ts'
import { coverageProperties } from './account.ts'
import { EXAMPLE_COVERAGE, EXAMPLE_GATE, EXAMPLE_RUN, EXAMPLE_RUN_ID } from './examples.ts'
import { GateSchema } from './gate.ts'
import { RunSchema } from './run.ts'
import { counts, dateTime, named, nullable, nullableDateTime, ref, TEST_MODE } from './shared.ts'

const GateOfRunSchema = Type.Object({ runId: Type.String(), runNumber: Type.Integer(), gate: ref(GateSchema) })

const EntryCountSchema = Type.Object({
  inOrg: Type.Integer({ minimum: 0, description: 'As the org counts the object for the integration user.' }),
  inLedger: Type.Integer({ minimum: 0, description: 'Records of the ledger that were not deleted.' }),
  countedAt: dateTime('When both were counted.'),
})

export const NullableEntryCount = Type.Unsafe<Static<typeof EntryCountSchema> | null>({
  anyOf: [EntryCountSchema, { type: 'null' }],
  description: 'How many entries the org counted at the end of an inventory, beside ours; null before the first.',
})

const ApiUsageSchema = Type.Object({
  used: Type.Integer({ minimum: 0, description: 'By everybody, in the last 24 hours.' }),
  allowed: Type.Integer({ minimum: 0 }),
  ceiling: Type.Integer({ minimum: 0, description: 'Up to here Doclift works; see apiSharePercent in /v1/settings.' }),
  left: Type.Integer({ minimum: 0, description: 'What is left for Doclift.' }),
  measuredAt: dateTime('When the org said so.'),
})

const NullableApiUsage = Type.Unsafe<Static<typeof ApiUsageSchema> | null>({
  anyOf: [ApiUsageSchema, { type: 'null' }],
  description: 'API requests of the org, as it said last; null before it has said anything.',
})

export const OverviewSchema = named(
  'Overview',
  Type.Object(
    {
      profile: Type.String({ description: 'The settings it runs with: testing or production.' }),
      testMode: nullable('string', { description: TEST_MODE }),
      environment: Type.Enum(['sandbox', 'production']),
      ...coverageProperties,
      accounts: Type.Integer({ minimum: 0, description: 'Accounts with documents.' }),
      lastInventoryAt: nullableDateTime('When the last inventory succeeded.'),
      entryCount: NullableEntryCount,
      countWarning: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: 'What it means that both counts differ; null when they agree.',
      }),
      lastCatchUpAt: nullableDateTime('When the last catch-up succeeded.'),
      nextQuestionAt: nullableDateTime('When the source is asked again about the next archived document.'),
      archived: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: 'What waits for a restore at the source, in a sentence; null when nothing does.',
      }),
      drift: counts(DRIFT_KINDS, 'What moved since it was copied and is open, by kind; see /v1/drift.'),
      salesforce: Type.String({ description: 'The truth about Salesforce, in one sentence.' }),
      nextStep: Type.String({ description: 'What to do next, in one sentence.' }),
      apiUsage: NullableApiUsage,
      unfinishedRuns: Type.Array(ref(RunSchema), { description: 'By number.' }),
      switchGate: Type.Unsafe<Static<typeof GateOfRunSchema> | null>({
        anyOf: [GateOfRunSchema, { type: 'null' }],
        description: 'Gate of the newest plan of a switch.',
      }),
    },
    {
      description: 'Where the whole migration stands.',
      examples: [
        {
          profile: 'production',
          testMode: null,
          environment: 'sandbox',
          ...EXAMPLE_COVERAGE,
          accounts: 1,
          lastInventoryAt: '2026-03-01T11:30:00.000Z',
          entryCount: { inOrg: 5, inLedger: 5, countedAt: '2026-03-01T11:30:00.000Z' },
          countWarning: null,
          lastCatchUpAt: '2026-03-02T06:00:04.000Z',
          nextQuestionAt: null,
          archived: null,
          drift: { 'new-vendor-url': 1 },
          salesforce: 'Nothing in Salesforce has been changed yet.',
          apiUsage: {
            used: 1204,
            allowed: 100000,
            ceiling: 80000,
            left: 78796,
            measuredAt: '2026-03-02T06:00:04.000Z',
          },
          nextStep: 'Approve run 14, or mend what its gate refuses.',
          unfinishedRuns: [EXAMPLE_RUN],
          switchGate: { runId: EXAMPLE_RUN_ID, runNumber: 14, gate: EXAMPLE_GATE },
        },
      ],
    },
  ),
)
