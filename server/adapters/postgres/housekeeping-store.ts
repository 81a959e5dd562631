import { FatalError } from '../../domain/errors.ts'
import { removedBySubject, type SweepResult } from '../../domain/housekeeping/sweep.ts'
import type { RunArchive } from '../../domain/run/archive.ts'
import type { HousekeepingStore, LastSweep, LedgerJob, RunToArchive } from '../../ports/tracking/housekeeping.ts'
import type { Database, Sql } from './client.ts'
import { appendAudit } from './sql/append-audit.ts'
import { isoTimeOrNull } from './values.ts'

/** Who sweeps, what was swept, and what the ledger knows of it. */
export function housekeepingStore(database: Database): HousekeepingStore {
  return {
    async claimSweep({ leaseMs, everyMs }) {
      const [claimed] = await database.rows<{ fence: number }>(CLAIM, [leaseMs, everyMs])
      return claimed?.fence
    },
    holdSweep: (fence, leaseMs) => hold(database, fence, leaseMs),
    endSweep: (fence, results, actorId) => database.transaction((tx) => end(tx, fence, results, actorId)),
    async readLastSweep() {
      const [row] = await database.rows<LastSweepRow>(LAST)
      return { ...(row as LastSweepRow), endedAt: isoTimeOrNull(row?.endedAt ?? null) }
    },
    async oldestWork() {
      const [row] = await database.rows<{ now: string; oldestBatchAt: string | null }>(OLDEST_WORK)
      return { now: new Date(row?.now ?? 0), oldestBatchAt: dateOf(row?.oldestBatchAt ?? null) }
    },
    async knownUploads(uploadIds) {
      const statement = 'select upload_id as id from uploads where upload_id = any($1)'
      return new Set((await database.rows<{ id: string }>(statement, [uploadIds])).map(({ id }) => id))
    },
    ledgerJobs: (jobIds) => database.rows<LedgerJob>(JOBS, [jobIds]),
    countOldRows: (table, keepDays) => sweepOldRows(database, table, keepDays, null),
    removeOldRows: (fence, table, { keepDays, most }) =>
      database.transaction(async (tx) => {
        await hold(tx, fence, 0)
        return await sweepOldRows(tx, table, keepDays, most)
      }),
    runsToArchive: async (keepDays) => {
      const rows = await database.rows<Omit<RunToArchive, 'items'> & { items: string }>(TO_ARCHIVE, [keepDays])
      return rows.map((row) => ({ ...row, items: Number(row.items) }))
    },
    recordArchive: (fence, runId, archive, actorId) =>
      database.transaction(async (tx) => {
        await hold(tx, fence, 0)
        await recordArchive(tx, runId, archive, actorId)
      }),
    removeArchivedItems: (fence, runId, most) =>
      database.transaction(async (tx) => {
        await hold(tx, fence, 0)
        return (await tx.rows(REMOVE_ITEMS, [runId, most])).length
      }),
  }
}

type LastSweepRow = Omit<LastSweep, 'endedAt'> & { endedAt: string | null }

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

/** Keeps the sweep ours until the transaction ends; the lease never becomes shorter. */
async function hold(sql: Sql, fence: number, leaseMs: number): Promise<void> {
  if ((await sql.rows(HOLD, [fence, leaseMs])).length > 0) return
  const message = 'Another process has taken over housekeeping, because this one was silent for too long.'
  throw new FatalError('housekeeping.fence-lost', message, { facts: { fence } })
}

async function end(tx: Sql, fence: number, results: readonly SweepResult[], actorId: string): Promise<void> {
  await hold(tx, fence, 0)
  const removed = removedBySubject(results)
  const [row] = await tx.rows<{ endedAt: string }>(END, [JSON.stringify(results), JSON.stringify(removed)])
  if (Object.keys(removed).length === 0) return
  const at = new Date(row?.endedAt ?? 0)
  await appendAudit(tx, { at, actorId, action: 'housekeeping.swept', subject: 'housekeeping', detail: { removed } })
}

async function sweepOldRows(sql: Sql, table: string, keepDays: number, most: number | null): Promise<number> {
  const statement = 'select sweep_old_rows($1, make_interval(days => $2), $3) as rows'
  const [row] = await sql.rows<{ rows: string }>(statement, [table, keepDays, most])
  return Number(row?.rows ?? 0)
}

async function recordArchive(
  tx: Sql,
  runId: string,
  archive: Omit<RunArchive, 'archivedAt'>,
  actorId: string,
): Promise<void> {
  const { key, sha256, items } = archive
  const [row] = await tx.rows<{ at: string }>(ARCHIVED, [runId, key, sha256, items])
  const entry = { at: new Date(row?.at ?? 0), actorId, action: 'run.items-archived', subject: runId }
  await appendAudit(tx, { ...entry, detail: { ...archive } })
}

const TO_ARCHIVE = `
select run.id, run.number::int, run.archived_at is not null as "isArchived", held.items
from runs as run
cross join lateral (select count(*) as items from run_items where run_id = run.id) as held
where run.ended_at < clock_timestamp() - make_interval(days => $1)
  and (run.operation = 'verify' or run.is_dry_run) and held.items > 0
order by run.number
limit 100`

const ARCHIVED = `
update runs set archive_key = $2, archive_sha256 = $3, archived_items = $4, archived_at = clock_timestamp()
where id = $1
returning archived_at as at`

const REMOVE_ITEMS = `
delete from run_items
where run_id = $1
  and record_id in (select record_id from run_items where run_id = $1 order by record_id limit $2)
returning record_id`

const CLAIM = `
update housekeeping
set fence = fence + 1, leased_until = clock_timestamp() + make_interval(secs => $1::double precision / 1000)
where leased_until < clock_timestamp()
  or leased_until is null
    and (ended_at is null or ended_at <= clock_timestamp() - make_interval(secs => $2::double precision / 1000))
returning fence`

const HOLD = `
update housekeeping
set leased_until = greatest(leased_until, clock_timestamp() + make_interval(secs => $2::double precision / 1000))
where fence = $1 and leased_until is not null
returning fence`

const END = `
update housekeeping
set leased_until = null, ended_at = clock_timestamp(), results = $1::jsonb,
  totals = totals || (
    select coalesce(jsonb_object_agg(key, value::bigint + coalesce((totals ->> key)::bigint, 0)), '{}')
    from jsonb_each_text($2::jsonb))
returning ended_at as "endedAt"`

const LAST = `
select ended_at as "endedAt", results, totals,
  leased_until is not null and leased_until >= clock_timestamp() as "isAtWork"
from housekeeping`

const OLDEST_WORK = `
select clock_timestamp() as now, min(batch.claimed_at) as "oldestBatchAt"
from batches as batch
join runs as run on run.id = batch.run_id
where batch.state = 'working' and run.state in ('approved', 'running')`

/** A query job stands in its run until all of it was read. */
const JOBS = `
select job.job_id as "jobId",
  (batch.state = 'done' or run.ended_at is not null) and not exists (
    select from run_items as item
    where item.run_id = run.id and item.ingest_job_id = job.job_id and item.outcome = 'in_doubt') as "isOver"
from ingest_jobs as job
join batches as batch on batch.id = job.batch_id
join runs as run on run.id = batch.run_id
where job.job_id = any($1)
union all
select query_position ->> 'jobId', ended_at is not null
from runs
where query_position ->> 'jobId' = any($1)`
