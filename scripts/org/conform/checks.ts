import type { ProvokedName } from '../../../server/domain/conform/assumptions.ts'
import { BULK_INGEST_CHECKS } from './checks/bulk-ingest.ts'
import { BULK_QUERY_CHECKS } from './checks/bulk-query.ts'
import { DELETIONS_CHECKS } from './checks/deletions.ts'
import { LOGIN_CHECKS } from './checks/login.ts'
import { RECORDS_CHECKS } from './checks/records.ts'
import { REST_CHECKS } from './checks/rest.ts'
import { SETUP_CHECKS } from './checks/setup.ts'
import type { Check } from './context.ts'

/** The check of each assumption that can be brought about. */
export const CHECKS: Readonly<Record<ProvokedName, Check>> = {
  ...LOGIN_CHECKS,
  ...REST_CHECKS,
  ...SETUP_CHECKS,
  ...RECORDS_CHECKS,
  ...DELETIONS_CHECKS,
  ...BULK_QUERY_CHECKS,
  ...BULK_INGEST_CHECKS,
}
