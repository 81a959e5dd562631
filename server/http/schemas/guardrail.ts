import { Type } from 'typebox'
import { GUARDRAIL_OUTCOMES } from '../../domain/switch/guardrail.ts'
import { named } from './shared.ts'

export const EXAMPLE_GUARDRAIL = {
  outcome: 'fine' as const,
  attempted: 2_854,
  failed: 11,
  unknown: 0,
  failurePercent: 5,
  leastRecords: 100,
}

const count = Type.Integer({ minimum: 0 })

export const GuardrailSchema = named(
  'Guardrail',
  Type.Object(
    {
      outcome: Type.Enum(GUARDRAIL_OUTCOMES, {
        description:
          'too-many-failures halts the run; not-known lets it rest until it is known what became of its records.',
      }),
      attempted: Type.Integer({
        minimum: 0,
        description: 'Of the latest records, those that were written or refused; since the last resume after a halt.',
      }),
      failed: Type.Integer({ minimum: 0, description: 'Of these: failed, refused or overwritten.' }),
      unknown: Type.Integer({ minimum: 0, description: 'Records in doubt.' }),
      failurePercent: Type.Integer({ minimum: 0, maximum: 100, description: 'More than this share halts the run.' }),
      leastRecords: count,
    },
    { description: 'How the latest records of a switch stand against the limits.', examples: [EXAMPLE_GUARDRAIL] },
  ),
)
