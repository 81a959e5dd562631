import { type Static, Type } from 'typebox'
import { ACTING_PARTIES } from '../../domain/failure/advice.ts'
import { FAILURE_CLASSES } from '../../domain/failure/failure-class.ts'
import { FailureCodeSchema } from './failure-code.ts'
import { dateTime, named, nullable } from './shared.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })

const reason = {
  code: Type.String({ description: 'Stable. In capitals, it is a status code of Salesforce.' }),
  sentence: Type.String({ description: 'What happened, in plain words.' }),
  advice: Type.String({ description: 'What to do, who does it, and where.' }),
  actor: Type.Enum(ACTING_PARTIES, { description: 'Who must act.' }),
  isRetryable: Type.Boolean({ description: 'Whether trying again makes sense before anything else is mended.' }),
}
const ExampleSchema = Type.Object({
  recordId: Type.String(),
  name: Type.String(),
  sentence: nullable('string', { description: 'The words of this very failure.' }),
})
const EXAMPLE_REASON = {
  code: 'source.missing',
  sentence: 'The source says that there is no such file.',
  advice:
    'Ask the vendor for these files, with the ids of the records. If they are gone for good, nothing can be copied.',
  actor: 'vendor' as const,
  isRetryable: true,
}
const EXAMPLE_OF_GROUP = {
  recordId: 'a01000000000001AAA',
  name: 'Contract.pdf',
  sentence:
    "Expected a document; the vendor's API says that there is none. Ask the vendor, or take the record out of scope.",
}

export const FailureGroupSchema = Type.Object({
  class: Type.Enum(FAILURE_CLASSES, { description: 'What was being done.' }),
  ...reason,
  records: count('Records in scope that are in this group now.'),
  last24Hours: count('Of these, those that failed within 24 hours.'),
  last7Days: count('Of these, those that failed within seven days.'),
  since: dateTime('When the oldest of them failed.'),
  latest: dateTime('When the newest of them failed.'),
  example: ExampleSchema,
})

export const FailuresSchema = named(
  'Failures',
  Type.Object(
    { items: Type.Array(FailureGroupSchema, { description: 'The largest group first.' }) },
    {
      description: 'What failed, in groups by what was being done and by cause.',
      examples: [
        {
          items: [
            {
              class: 'copy',
              ...EXAMPLE_REASON,
              records: 412,
              last24Hours: 12,
              last7Days: 412,
              since: '2026-02-24T21:14:03.120Z',
              latest: '2026-03-01T11:58:40.007Z',
              example: EXAMPLE_OF_GROUP,
            },
          ],
        },
      ],
    },
  ),
)

export const RunFailuresSchema = named(
  'RunFailures',
  Type.Object(
    {
      items: Type.Array(
        Type.Object({ ...reason, records: count('Items of the run with this code.'), example: ExampleSchema }),
        { description: 'The largest group first.' },
      ),
    },
    {
      description: 'What one run could not do, in groups by cause.',
      examples: [{ items: [{ ...EXAMPLE_REASON, records: 12, example: EXAMPLE_OF_GROUP }] }],
    },
  ),
)

const closed = { additionalProperties: false }

export const RetrySchema = Type.Union(
  [
    Type.Object({ code: FailureCodeSchema }, closed),
    Type.Object(
      { class: Type.Enum(FAILURE_CLASSES, { description: 'All groups of it for which trying again makes sense.' }) },
      closed,
    ),
  ],
  { description: 'Which failures are tried again: those of one code, or of one class.', examples: [{ class: 'copy' }] },
)
export type RetryBody = Static<typeof RetrySchema>
