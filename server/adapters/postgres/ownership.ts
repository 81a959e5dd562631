import { PermanentError } from '../../domain/errors.ts'
import type { Database, Sql } from './client.ts'
import { brokeConstraint } from './errors.ts'

/** Held while ownership is taken: two runs that take each other's records would otherwise wait for each other. */
const OWNERSHIP_LOCK = 7_355_608_004

/** Items per statement: the counting triggers keep both versions of every item of a statement. */
const PAGE_SIZE = 20_000

/** Makes the planned items of a run the owners of their records; the unique index refuses a record that is owned (9). */
export async function takeOwnership(tx: Sql, runId: string): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock($1)', [OWNERSHIP_LOCK])
  let after = ''
  for (;;) {
    const [page] = await tx.rows<{ last: string | null }>(OWN_PAGE, [runId, after, PAGE_SIZE])
    if (page?.last == null) return
    after = page.last
  }
}

/** Gives up what a run still owns, except records whose last write is in doubt. */
export async function giveUpOwnership(tx: Sql, runId: string): Promise<void> {
  await tx.rows(
    `update run_items set is_owning = false
     where run_id = $1 and is_owning and outcome is distinct from 'in_doubt'`,
    [runId],
  )
}

/**
 * Runs a start and turns a refusal by the unique index into PermanentError `run.records-owned`, which names the run that
 * owns most of the records. When nobody owns them any more by then, it is tried again.
 */
export async function nameOtherOwner<Result>(
  database: Database,
  runId: string,
  start: () => Promise<Result>,
): Promise<Result> {
  try {
    return await start()
  } catch (error) {
    if (!brokeConstraint(error, 'run_items_one_owner')) throw error
    const owner = await findOwner(database, runId)
    if (!owner) return await nameOtherOwner(database, runId, start)
    const message = `Run ${owner.number} is still at work on ${owner.records} of these records. Wait until it has ended.`
    const facts = { ownerRunId: owner.id, ownerNumber: Number(owner.number), records: Number(owner.records) }
    throw new PermanentError('run.records-owned', message, { facts, cause: error })
  }
}

/** A back-up owns records too, and does nothing to their links. */
export async function switchOwning(database: Database, recordId: string) {
  const [owner] = await database.rows<{ runId: string; number: string }>(SWITCH_OWNING, [recordId])
  return owner ? { runId: owner.runId, number: Number(owner.number) } : null
}

async function findOwner(database: Database, runId: string) {
  const [owner] = await database.rows<{ id: string; number: string; records: string }>(FIND_OWNER, [runId])
  return owner
}

/** By row address: nobody else changes items of a run that has not started, and no estimate of the planner matters. */
const OWN_PAGE = `
with owned as (
  update run_items set is_owning = true
  where ctid = any(array(
    select ctid from run_items
    where run_id = $1 and record_id > $2 and left_out_reason is null
    order by record_id limit $3
  ))
  returning record_id
)
select max(record_id) as last from owned`

const FIND_OWNER = `
select run.id, run.number, count(*) as records
from run_items as mine
join run_items as theirs on theirs.record_id = mine.record_id and theirs.is_owning and theirs.run_id <> mine.run_id
join runs as run on run.id = theirs.run_id
where mine.run_id = $1 and mine.left_out_reason is null
group by run.id
order by records desc, run.number
limit 1`

const SWITCH_OWNING = `
select run.id as "runId", run.number
from run_items as item
join runs as run on run.id = item.run_id
where item.record_id = $1 and item.is_owning and run.operation = 'switch'`
