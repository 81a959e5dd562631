import { type Static, Type } from 'typebox'
import { coverageProperties } from './account.ts'
import { GateSchema } from './gate.ts'
import { RunSchema } from './run.ts'
import { named, nullableDateTime, ref } from './shared.ts'

const GateOfRunSchema = Type.Object({ runId: Type.String(), runNumber: Type.Integer(), gate: ref(GateSchema) })

export const OverviewSchema = named(
  'Overview',
  Type.Object(
    {
      profile: Type.String(),
      environment: Type.Enum(['sandbox', 'production']),
      ...coverageProperties,
      accounts: Type.Integer({ minimum: 0 }),
      lastInventoryAt: nullableDateTime('When the last inventory succeeded.'),
      salesforce: Type.String({ description: 'The truth about Salesforce, in one sentence.' }),
      nextStep: Type.String({ description: 'What to do next, in one sentence.' }),
      unfinishedRuns: Type.Array(ref(RunSchema)),
      switchGate: Type.Unsafe<Static<typeof GateOfRunSchema> | null>({
        anyOf: [GateOfRunSchema, { type: 'null' }],
        description: 'Gate of the newest plan of a switch.',
      }),
    },
    { description: 'Where the whole migration stands.' },
  ),
)
