import { Run } from '../../../db/entities/run.ts'
import type { Run as RunFacts } from '../../domain/run/run.ts'
import type { CatchUpProgress, CatchUpStore } from '../../ports/tracking/catch-up.ts'
import type { Database, Sql, Transaction } from './client.ts'
import { insertRun } from './insert-run.ts'
import { countEntries } from './sql/count-entries.ts'
import { findDifferingEntries } from './sql/find-differing-entries.ts'
import { lockRecords } from './sql/lock-records.ts'
import { markDeleted } from './sql/mark-deleted.ts'
import { savePosition } from './sql/save-position.ts'
import { upsertVersions } from './sql/upsert-versions.ts'

/** Held by whoever decides whether a catch-up may begin, until that is stored. */
const CATCH_UP_LOCK = 7_355_608_012

/** Rows of one statement. */
const PAGE_RECORDS = 10_000

/** Writing what moved since the last inventory. */
export function catchUpStore(database: Database): CatchUpStore {
  return {
    readCatchUpProgress: (runId) =>
      database.entities(async (em) => toProgress(await em.findOneOrFail(Run, { id: runId }))),

    async beginCatchUp(runId, { modifiedFrom, watermark }) {
      await database.rows(
        'update runs set modified_from = $2, watermark = $3 where id = $1 and modified_from is null',
        [runId, modifiedFrom, watermark],
      )
    },

    async forgetPosition(runId) {
      await savePosition(database, runId, null)
    },

    recordDeletions: (runId, deletions, at) =>
      inPages(deletions, (page) =>
        database.transaction(async (tx) => {
          await lockRecords(
            tx,
            page.map(({ recordId }) => recordId),
          )
          const deleted = await markDeleted(tx, { runId, deletions: page, at })
          await countEntries(tx, runId, { deleted })
          return deleted
        }),
      ),

    recordSeen: (runId, recordIds, next) =>
      database.transaction(async (tx) => {
        const number = await savePosition(tx, runId, next)
        await lockRecords(tx, recordIds)
        await tx.rows(MARK_SEEN, [number, recordIds])
      }),

    recordVersions: (runId, versions, at) =>
      inPages(versions, (page) =>
        database.transaction(async (tx) => {
          await lockRecords(
            tx,
            page.map(({ recordId }) => recordId),
          )
          const changed = await upsertVersions(tx, { runId, versions: page, at })
          await countEntries(tx, runId, { changed })
          return changed
        }),
      ),

    differingEntries: (entries) => findDifferingEntries(database, entries),

    createScheduledCatchUp: (run, actor, at, everyMinutes) =>
      database.transaction(async (tx) => {
        if (!(await isLockFree(tx)) || !(await isDue(tx, everyMinutes))) return undefined
        const created: RunFacts = await insertRun(tx, run, actor, at)
        await tx.rows('update runs set scheduled_at = clock_timestamp() where id = $1', [created.id])
        return created
      }),
  }
}

/** Waits for its turn, so that what is decided next stays true until the transaction ends. */
export async function lockCatchUps(tx: Transaction): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock($1)', [CATCH_UP_LOCK])
}

/** Whoever holds the lock decides for all that ask now. */
async function isLockFree(tx: Sql): Promise<boolean> {
  const [row] = await tx.rows<{ is_free: boolean }>('select pg_try_advisory_xact_lock($1) as is_free', [CATCH_UP_LOCK])
  return row?.is_free === true
}

async function isDue(tx: Sql, everyMinutes: number): Promise<boolean> {
  const [row] = await tx.rows<{ is_due: boolean }>(IS_DUE, [everyMinutes])
  return row?.is_due === true
}

const IS_DUE = `
select
  exists (select from runs where operation = 'inventory' and state = 'succeeded' and not is_dry_run)
  and not exists (
    select from runs
    where state in ('planned', 'approved', 'running', 'paused', 'halted') and operation in ('inventory', 'catch_up'))
  and not exists (
    select from runs
    where operation = 'catch_up' and scheduled_at > clock_timestamp() - make_interval(mins => $1))
  as is_due`

const MARK_SEEN = `
update file_records set seen_in_run_number = $1
where record_id = any($2::text[]) and seen_in_run_number < $1`

function toProgress(run: Run): CatchUpProgress | undefined {
  const { modifiedFrom, watermark, queryPosition } = run
  return modifiedFrom && watermark ? { modifiedFrom, watermark, position: queryPosition ?? null } : undefined
}

async function inPages<Row>(rows: readonly Row[], store: (page: Row[]) => Promise<number>): Promise<number> {
  let stored = 0
  for (let start = 0; start < rows.length; start += PAGE_RECORDS) {
    stored += await store(rows.slice(start, start + PAGE_RECORDS))
  }
  return stored
}
