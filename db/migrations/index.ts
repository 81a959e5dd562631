import { Installation } from './0001-installation.ts'
import { Records } from './0002-records.ts'
import { Runs } from './0003-runs.ts'
import { Counters } from './0004-counters.ts'
import { Acts } from './0005-acts.ts'
import { Access } from './0006-access.ts'
import { Events } from './0007-events.ts'
import { Analyses } from './0008-analyses.ts'
import { Failures } from './0009-failures.ts'
import { EntryCounts } from './0010-entry-counts.ts'
import { Drift } from './0011-drift.ts'
import { Links } from './0012-links.ts'
import { AccountOrder } from './0013-account-order.ts'
import { RunFailures } from './0014-run-failures.ts'
import { Pauses } from './0015-pauses.ts'
import { Preflights } from './0016-preflights.ts'
import { JobLocks } from './0017-job-locks.ts'
import { ConformReports } from './0018-conform-reports.ts'
import { Censuses } from './0019-censuses.ts'
import { TouchedRows } from './0020-touched-rows.ts'
import { PlanningPauses } from './0021-planning-pauses.ts'
import { Archived } from './0022-archived.ts'

/** Every step of the schema, oldest first. A step that was released is never changed; the next one is added below. */
export const MIGRATIONS = [
  { name: '0001-installation', class: Installation },
  { name: '0002-records', class: Records },
  { name: '0003-runs', class: Runs },
  { name: '0004-counters', class: Counters },
  { name: '0005-acts', class: Acts },
  { name: '0006-access', class: Access },
  { name: '0007-events', class: Events },
  { name: '0008-analyses', class: Analyses },
  { name: '0009-failures', class: Failures },
  { name: '0010-entry-counts', class: EntryCounts },
  { name: '0011-drift', class: Drift },
  { name: '0012-links', class: Links },
  { name: '0013-account-order', class: AccountOrder },
  { name: '0014-run-failures', class: RunFailures },
  { name: '0015-pauses', class: Pauses },
  { name: '0016-preflights', class: Preflights },
  { name: '0017-job-locks', class: JobLocks },
  { name: '0018-conform-reports', class: ConformReports },
  { name: '0019-censuses', class: Censuses },
  { name: '0021-planning-pauses', class: PlanningPauses },
  { name: '0020-touched-rows', class: TouchedRows },
  { name: '0022-archived', class: Archived },
]
