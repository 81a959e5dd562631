import type { CohortFacts } from '../../domain/switch/cohort-state.ts'
import { type Cohort, recordsOf } from '../../domain/switch/cohorts.ts'
import type { CohortStore, Rehearsal } from '../../ports/tracking/cohorts.ts'
import type { Database, Sql } from './client.ts'
import { columnsOf, isoTimeOrNull } from './values.ts'

/** The cohorts of switches; which batches belong to one stands with the batches. */
export function cohortStore(database: Database): CohortStore {
  return {
    async cohortsOf(runId) {
      const rows = await database.rows<StoredCohort>(READ, [runId])
      return rows.map((row) => ({ ...row, records: Number(row.records), endedAt: isoTimeOrNull(row.endedAt) }))
    },
    async rehearsalOf(runId) {
      const [row] = await database.rows<Rehearsal>(REHEARSAL, [runId])
      return row ?? { tried: 0, settledOtherwise: [] }
    },
    async rehearsalWritesOf(runId) {
      const [row] = await database.rows<{ writes: string }>(REHEARSAL_WRITES, [runId])
      return Number(row?.writes ?? 0)
    },
    async endCohortsBefore(runId, number, at) {
      await database.rows(END, [runId, number, at])
    },
  }
}

type StoredCohort = Omit<CohortFacts, 'records' | 'endedAt'> & { records: string; endedAt: string | Date | null }

/** Stores the cohorts of a plan. */
export async function insertCohorts(tx: Sql, runId: string, cohorts: readonly Cohort[]): Promise<void> {
  const rows = cohorts.map((cohort) => ({
    ...cohort,
    accountCount: cohort.accounts.length,
    recordCount: recordsOf(cohort),
  }))
  await tx.rows(INSERT, [runId, ...columnsOf(rows, COLUMNS)])
}

const COLUMNS = ['number', 'isCanary', 'percentage', 'soakMinutes', 'accountCount', 'recordCount'] as const

const INSERT = `
insert into cohorts (run_id, number, is_canary, percentage, soak_minutes, account_count, record_count)
select $1, * from unnest($2::integer[], $3::boolean[], $4::integer[], $5::integer[], $6::integer[], $7::bigint[])`

const READ = `
select
  number,
  is_canary as "isCanary",
  percentage,
  soak_minutes as "soakMinutes",
  account_count as "accounts",
  record_count as "records",
  ended_at as "endedAt",
  exists (
    select from batches
    where batches.run_id = cohorts.run_id and batches.cohort = cohorts.number and batches.claimed_at is not null
  ) as "isBegun"
from cohorts
where run_id = $1
order by number`

const END =
  'update cohorts set ended_at = $3 where run_id = $1 and number < coalesce($2::integer, number + 1) and ended_at is null'

const REHEARSAL_WRITES = `
select count(*) + count(taken_back_at) as writes from run_items where run_id = $1 and tried_at is not null`

/** Done without being taken back are those of a run that was taken back as a whole. */
const REHEARSAL = `
select
  count(*)::int as tried,
  coalesce(jsonb_agg(item.record_id order by item.record_id) filter (
    where item.taken_back_at is null and item.outcome <> 'done'
      and item.settled_at > coalesce(run.judged_from, '-infinity')
  ), '[]') as "settledOtherwise"
from run_items as item
join runs as run on run.id = item.run_id
where item.run_id = $1 and item.tried_at is not null`
