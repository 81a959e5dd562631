import { Type } from 'typebox'
import { OUT_OF_SCOPE_REASONS, RECORD_WORDS } from '../../domain/file/states.ts'
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_COVERAGE } from './examples.ts'
import { counts, named, nullableDateTime } from './shared.ts'

/** What is counted of the whole org and of one Account alike. */
export const coverageProperties = {
  total: Type.Integer({ minimum: 0, description: 'All records that the inventory saw.' }),
  byState: counts(RECORD_WORDS, 'Records in scope by state; with outOfScope they add up to total.'),
  outOfScope: counts(OUT_OF_SCOPE_REASONS, 'Records out of scope by reason.'),
  verifiedBytes: Type.Integer({ minimum: 0, description: 'Bytes in the bucket that the store attested.' }),
}

export const AccountSchema = named(
  'Account',
  Type.Object(
    {
      accountId: Type.String({ description: 'Salesforce id of 18 characters.' }),
      name: Type.String({ description: 'As it was at the last inventory.' }),
      ...coverageProperties,
      needsAttention: Type.Integer({
        minimum: 0,
        description: 'Records that are changed, missing, failed, conflicted or refused.',
      }),
      lastActivityAt: nullableDateTime(
        'When a record was last copied, failed, switched, rolled back or changed by someone else; null when none was.',
      ),
    },
    {
      description: 'An Account and how many of its records are in which state.',
      examples: [
        {
          accountId: EXAMPLE_ACCOUNT_ID,
          name: 'Northwind Traders',
          ...EXAMPLE_COVERAGE,
          needsAttention: 0,
          lastActivityAt: '2026-03-01T12:00:00.000Z',
        },
      ],
    },
  ),
)
