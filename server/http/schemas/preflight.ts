import { Type } from 'typebox'
import { PREFLIGHT_ITEMS, PREFLIGHT_OUTCOMES } from '../../domain/preflight/preflight.ts'
import { EXAMPLE_RUN_ID } from './examples.ts'
import { dateTime, named, nullable } from './shared.ts'

const outcome = (description: string) => Type.Enum(PREFLIGHT_OUTCOMES, { description })

export const PreflightLineSchema = Type.Object({
  item: Type.Enum(PREFLIGHT_ITEMS),
  outcome: outcome('inconclusive: it could not be found out; that never counts as passed.'),
  sentence: Type.String({ description: 'What it means for a switch, and what to do.' }),
  facts: Type.Unsafe<Record<string, string | number | boolean | null>>({
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
    description: 'For machines: counts, names, the code of a refusal.',
  }),
})

export const PreflightSchema = named(
  'Preflight',
  Type.Object(
    {
      id: Type.String({ description: 'UUID.' }),
      at: dateTime('When the org was looked at.'),
      actorId: Type.String({ description: 'Who asked for it.' }),
      outcome: outcome('The worst of the lines.'),
      automation: Type.String({ description: 'What runs on each record that is switched, in one sentence.' }),
      lines: Type.Array(PreflightLineSchema),
    },
    {
      description: 'A look at the org before a switch: what stops it, what it sets off, what is not known.',
      examples: [
        {
          id: EXAMPLE_RUN_ID,
          at: '2026-03-01T12:00:00.000Z',
          actorId: 'token:nightly',
          outcome: 'warning',
          automation: '2 flows and 1 trigger run on each record.',
          lines: [
            {
              item: 'field',
              outcome: 'passed',
              sentence: 'Document__c takes 255 characters; the longest new link has 181, so every link fits.',
              facts: { type: 'url', maxCharacters: 255, isUpdateable: true, longestPlanned: 181 },
            },
            {
              item: 'change-data-capture',
              outcome: 'inconclusive',
              sentence:
                'Salesforce did not let the integration user look (INVALID_TYPE). Grant it "View Setup and Configuration" and "Customize Application", then check again.',
              facts: { code: 'salesforce.bad-request', errorCode: 'INVALID_TYPE' },
            },
          ],
        },
      ],
    },
  ),
)

export const PreflightRequestSchema = Type.Object(
  {
    countInOrg: Type.Optional(
      nullable('integer', {
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          'Records of the object as somebody counts them from whom sharing hides nothing. Without it nobody can say whether sharing hides some.',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ countInOrg: 1917660 }] },
)
