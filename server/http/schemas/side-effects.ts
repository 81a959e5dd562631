import { Type } from 'typebox'
import { CENSUS_OUTCOMES } from '../../domain/census/census.ts'
import { dateTime, named, nullable } from './shared.ts'

export const EXAMPLE_SIDE_EFFECTS = {
  since: '2026-03-01T12:05:00.000Z',
  at: '2026-03-01T12:11:00.000Z',
  outcome: 'fine',
  sentence:
    '2854 switched records set off 15 (0 of Task, 15 async jobs), which is 0.53 for every 100; up to 10 are allowed.',
  records: 2_854,
  objects: [{ object: 'Task', rows: 0 }],
  asyncJobs: 15,
  per100Records: 0.53,
  allowedPer100Records: 10,
  projected: { ofRun: 15, inScope: 7_067 },
  dataStorage: { grownMb: 0, freeMb: 8_120, projectedMb: 0 },
  fileStorage: { grownMb: 0, freeMb: 99_300, projectedMb: 0 },
}

const count = Type.Integer({ minimum: 0 })

const ProjectedSchema = Type.Object({
  ofRun: Type.Integer({ minimum: 0, description: 'By all records of the run.' }),
  inScope: Type.Integer({ minimum: 0, description: 'By all records in scope that are not switched yet.' }),
})
const StorageSchema = Type.Object({
  grownMb: Type.Integer({ minimum: 0, description: 'Less free than before, in the whole org, whoever used it.' }),
  freeMb: count,
  projectedMb: Type.Integer({
    minimum: 0,
    description: 'What the records that are left of the run take at this rate.',
  }),
})

function orNull<T>(schema: object, description: string) {
  return Type.Unsafe<T | null>({ anyOf: [schema, { type: 'null' }], description })
}

const NOT_TOLD = 'Null when Salesforce does not tell the integration user.'

export const SideEffectsSchema = named(
  'SideEffects',
  Type.Object(
    {
      since: dateTime('From when on it was counted, by the clock of the org.'),
      at: dateTime('When it was counted, by the clock of the org.'),
      outcome: Type.Enum(CENSUS_OUTCOMES),
      sentence: Type.String({ description: 'What it means, with the numbers.' }),
      records: Type.Integer({ minimum: 0, description: 'Records that were switched meanwhile.' }),
      objects: Type.Array(
        Type.Object({
          object: Type.String({ description: 'One of SIDE_EFFECT_OBJECTS.' }),
          rows: nullable('integer', { description: `Rows our user made or changed. ${NOT_TOLD}` }),
        }),
      ),
      asyncJobs: nullable('integer', { description: NOT_TOLD }),
      per100Records: Type.Unsafe<number | null>({
        type: ['number', 'null'],
        description: 'Rows and async jobs for every 100 switched records; null before one was switched.',
      }),
      allowedPer100Records: Type.Integer({ description: 'sideEffectsPer100Records, as it was then.' }),
      projected: orNull<{ ofRun: number; inScope: number }>(
        ProjectedSchema,
        'Rows and async jobs at this rate; null before a record was switched.',
      ),
      dataStorage: orNull<{ grownMb: number; freeMb: number; projectedMb: number }>(StorageSchema, NOT_TOLD),
      fileStorage: orNull<{ grownMb: number; freeMb: number; projectedMb: number }>(StorageSchema, NOT_TOLD),
    },
    {
      description: 'What a switch set off in the org, as it was counted last.',
      examples: [EXAMPLE_SIDE_EFFECTS],
    },
  ),
)
