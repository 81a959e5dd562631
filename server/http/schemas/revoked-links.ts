import { Type } from 'typebox'
import { EXAMPLE_RECORD_ID } from './examples.ts'
import { named, nullable } from './shared.ts'

export const RevokedLinksSchema = named(
  'RevokedLinks',
  Type.Object(
    {
      of: Type.Enum(['record', 'account', 'everything'], { description: 'What was revoked.' }),
      id: nullable('string', { description: 'Id of the record or the Account; null for everything.' }),
      records: Type.Integer({
        minimum: 0,
        description: 'How many records it is about; some of them may never have had a link.',
      }),
    },
    {
      description: 'Links that stopped. The next switch writes new ones.',
      examples: [{ of: 'record', id: EXAMPLE_RECORD_ID, records: 1 }],
    },
  ),
)
