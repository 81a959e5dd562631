import { Type } from 'typebox'
import { EXAMPLE_GATE } from './examples.ts'
import { named } from './shared.ts'

export const GateSchema = named(
  'Gate',
  Type.Object(
    {
      outcome: Type.Enum(['passed', 'refused']),
      lines: Type.Array(
        Type.Object({
          item: Type.String({ description: 'Id of the check.' }),
          outcome: Type.Enum(['passed', 'failed', 'inconclusive', 'waived']),
          sentence: Type.String({ description: 'What was expected and what was found.' }),
        }),
      ),
    },
    {
      description: 'What must be true before a switch. Missing, stale or inconclusive evidence refuses.',
      examples: [EXAMPLE_GATE],
    },
  ),
)
