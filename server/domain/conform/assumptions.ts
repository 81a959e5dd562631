import type { Assumption } from './assumption.ts'
import { BULK_INGEST } from './assumptions/bulk-ingest.ts'
import { BULK_QUERY } from './assumptions/bulk-query.ts'
import { DELETIONS } from './assumptions/deletions.ts'
import { LOGIN } from './assumptions/login.ts'
import { RECORDS } from './assumptions/records.ts'
import { REST } from './assumptions/rest.ts'
import { SETUP } from './assumptions/setup.ts'

const ALL = [...LOGIN, ...REST, ...SETUP, ...RECORDS, ...DELETIONS, ...BULK_QUERY, ...BULK_INGEST] as const

/** Everything that is assumed of an org, in the order in which it is checked and told. `docs/sandbox.md` lists the same. */
export const ASSUMPTIONS: readonly Assumption[] = ALL

/** Names of those that a check brings about. */
export type ProvokedName = Extract<(typeof ALL)[number], { provoked: 'always' | 'where-possible' }>['name']
