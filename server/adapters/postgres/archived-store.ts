import type { ArchivedStore } from '../../ports/tracking/archived.ts'
import type { Database, Sql } from './client.ts'
import { insertRun } from './insert-run.ts'
import { claimArchived } from './sql/claim-archived.ts'

/** Held by whoever decides whether archived documents are asked about, until that is stored. */
const ARCHIVED_LOCK = 7_355_608_022

/** Documents that are archived at their source. */
export function archivedStore(database: Database): ArchivedStore {
  return {
    createBackUpOfArchived: (run, actor, due) =>
      database.transaction(async (tx) => {
        if (!(await isNobodyElseAtIt(tx))) return undefined
        const recordIds = await claimArchived(tx, due)
        if (recordIds.length === 0) return undefined
        const request = {
          operation: 'back_up',
          scope: { kind: 'records', recordIds },
          isDryRun: false,
          limits: {},
        } as const
        const created = await insertRun(tx, { ...run, ...request }, actor, due.at)
        await tx.rows('update runs set scheduled_at = clock_timestamp() where id = $1', [created.id])
        return created
      }),
  }
}

async function isNobodyElseAtIt(tx: Sql): Promise<boolean> {
  const [lock] = await tx.rows<{ is_free: boolean }>('select pg_try_advisory_xact_lock($1) as is_free', [ARCHIVED_LOCK])
  if (!lock?.is_free) return false
  const unfinished = await tx.rows(UNFINISHED)
  return unfinished.length === 0
}

const UNFINISHED = `
select id from runs
where scheduled_at is not null and operation = 'back_up'
  and state in ('planned', 'approved', 'running', 'paused', 'halted')
limit 1`
