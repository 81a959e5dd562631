import { Type } from 'typebox'
import { type Sample, VERIFICATION_LEVELS } from '../../domain/verification/verification.ts'

const closed = { additionalProperties: false }

const LevelSchema = Type.Enum(VERIFICATION_LEVELS, {
  description:
    'attested: the ledger has a proven copy of every record in scope; nobody is asked. head: the store names the object that was proven, and the source what was copied. full: the same, and every byte in the store is read again.',
})

const SampleSchema = Type.Unsafe<Sample>(
  Type.Object(
    {
      percentage: Type.Optional(Type.Number({ minimum: 0.001, maximum: 100 })),
      records: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
    },
    {
      ...closed,
      minProperties: 1,
      maxProperties: 1,
      description:
        'Looks at a share or a number of the records, drawn at random, anew for each run. It says nothing about the others. Not with attested.',
    },
  ),
)

export const VerificationRequestSchema = Type.Object(
  { level: Type.Optional(LevelSchema), sample: Type.Optional(SampleSchema) },
  { ...closed, description: 'For verify. Without it the level is head, for all records of the scope.' },
)

export const VerificationSchema = Type.Object({
  level: LevelSchema,
  sample: Type.Unsafe<Sample | null>({ anyOf: [SampleSchema, { type: 'null' }] }),
  sampledFrom: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description: 'Records that the sample was drawn from; null without a sample and before the plan is made.',
  }),
})
