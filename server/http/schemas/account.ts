import { Type } from 'typebox'
import { OUT_OF_SCOPE_REASONS } from '../../domain/file/states.ts'
import { RECORD_WORDS } from './record.ts'
import { counts, named } from './shared.ts'

/** What is counted of the whole org and of one Account alike. */
export const coverageProperties = {
  total: Type.Integer({ minimum: 0 }),
  byState: counts(RECORD_WORDS, 'Records in scope by state; with outOfScope they add up to total.'),
  outOfScope: counts(OUT_OF_SCOPE_REASONS, 'Records out of scope by reason.'),
  verifiedBytes: Type.Integer({ minimum: 0, description: 'Bytes in the bucket that the store attested.' }),
}

export const AccountSchema = named(
  'Account',
  Type.Object({ accountId: Type.String(), name: Type.String(), ...coverageProperties }),
)
