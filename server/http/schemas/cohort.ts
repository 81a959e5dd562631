import { Type } from 'typebox'
import { COHORT_STATES } from '../../domain/switch/cohort-state.ts'
import { named, nullable, nullableDateTime } from './shared.ts'

export const EXAMPLE_COHORT = {
  number: 1,
  isCanary: true,
  percentage: null,
  accounts: 12,
  records: 207,
  soakMinutes: 60,
  state: 'soaking' as const,
  endedAt: '2026-03-01T12:11:00.000Z',
  soaksUntil: '2026-03-01T13:11:00.000Z',
}

export const CohortSchema = named(
  'Cohort',
  Type.Object(
    {
      number: Type.Integer({ minimum: 1, description: 'In the order in which they are switched.' }),
      isCanary: Type.Boolean({ description: 'Its records are switched, rolled back and switched again.' }),
      percentage: nullable('integer', {
        description:
          'Share of the Accounts after the canary that is switched once this cohort is; null for the canary.',
      }),
      accounts: Type.Integer({ minimum: 1 }),
      records: Type.Integer({ minimum: 1 }),
      soakMinutes: Type.Integer({ minimum: 0, description: 'How long the run rests after it.' }),
      state: Type.Enum(COHORT_STATES),
      endedAt: nullableDateTime('When all of it was settled.'),
      soaksUntil: nullableDateTime('Until when the run rests after it.'),
    },
    { description: 'Whole Accounts that a switch takes together.', examples: [EXAMPLE_COHORT] },
  ),
)
