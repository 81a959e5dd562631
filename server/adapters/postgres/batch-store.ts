import { Batch } from '../../../db/entities/batch.ts'
import { IngestJob as IngestJobEntity } from '../../../db/entities/ingest-job.ts'
import { Run } from '../../../db/entities/run.ts'
import { FatalError } from '../../domain/errors.ts'
import type { JobLocks } from '../../domain/switch/groups.ts'
import type { BatchStore, HeldBatch } from '../../ports/tracking/batches.ts'
import type { Database, Transaction } from './client.ts'
import { holding } from './holding.ts'
import { claimBatch, openItems } from './sql/claim-batch.ts'
import { lockRecords } from './sql/lock-records.ts'
import { readCopyItems } from './sql/read-copy-items.ts'
import { readSwitchItems } from './sql/read-switch-items.ts'
import { recordConfirmResults } from './sql/record-confirmations.ts'
import { recordCopyResults } from './sql/record-copies.ts'
import { recordUrlOutcomes } from './sql/record-outcomes.ts'
import { recordSourceResults } from './sql/record-sources.ts'

type Claims = Pick<
  BatchStore,
  | 'batchesOf'
  | 'inFlightOf'
  | 'claimBatch'
  | 'releaseBatch'
  | 'isRunning'
  | 'openItemsOf'
  | 'endSuspicion'
  | 'finishBatch'
>
type Copies = Pick<BatchStore, 'copyItems' | 'recordCopies' | 'recordConfirmations' | 'recordSources'>
type Writes = Pick<
  BatchStore,
  'switchItems' | 'reasonsOf' | 'recordIntents' | 'recordSent' | 'recordNotWritten' | 'recordOutcomes'
>
type IngestJobs = Pick<
  BatchStore,
  'recordIngestJob' | 'recordIngestJobState' | 'openIngestJobs' | 'recordJobLocks' | 'jobLocks'
>

/** Working on batches: every result is written in a transaction that holds the batch by its fence. */
export function batchStore(database: Database): BatchStore {
  return { ...claims(database), ...copies(database), ...writes(database), ...ingestJobs(database) }
}

function claims(database: Database): Claims {
  return {
    batchesOf: (runId) =>
      database.entities(async (em) => {
        const batches = await em.find(Batch, { runId }, { orderBy: { number: 'asc' } })
        return batches.map(({ id, number, cohort, state }) => ({ batchId: id, number, cohort: cohort ?? null, state }))
      }),
    inFlightOf: async (runId) => {
      const [counted] = await database.rows<{ items: number }>(IN_FLIGHT, [runId])
      return counted?.items ?? 0
    },
    claimBatch: (batchId, workerId) => database.transaction((tx) => claimBatch(tx, batchId, workerId)),
    releaseBatch: async ({ batchId, fence }) => void (await database.rows(RELEASE, [batchId, fence])),
    openItemsOf: (held) => holding(database, held, (tx) => openItems(tx, held.batchId)),
    endSuspicion: (held) => holding(database, held, async (tx) => void (await tx.rows(END_SUSPICION, [held.batchId]))),
    isRunning: (runId) => database.entities(async (em) => (await em.count(Run, { id: runId, state: 'running' })) > 0),
    finishBatch: (held, at) => holding(database, held, (tx) => finish(tx, held, at)),
  }
}

async function finish(tx: Transaction, held: HeldBatch, at: Date): Promise<'done' | 'waiting'> {
  const state = (await openItems(tx, held.batchId)) > 0 ? 'waiting' : 'done'
  await tx.rows('update batches set state = $2, done_at = $3 where id = $1', [
    held.batchId,
    state,
    state === 'done' ? at : null,
  ])
  return state
}

function copies(database: Database): Copies {
  const locking = (
    held: HeldBatch,
    results: readonly { recordId: string }[],
    store: (tx: Transaction) => Promise<void>,
  ) =>
    holding(database, held, async (tx) => {
      await lockRecords(
        tx,
        results.map((result) => result.recordId),
      )
      await store(tx)
    })
  return {
    copyItems: (held) => holding(database, held, (tx) => readCopyItems(tx, held)),
    recordCopies: (held, results, at) => locking(held, results, (tx) => recordCopyResults(tx, held, results, at)),
    recordConfirmations: (held, results, at) =>
      locking(held, results, (tx) => recordConfirmResults(tx, held, results, at)),
    recordSources: (held, results, at) => locking(held, results, (tx) => recordSourceResults(tx, results, at)),
  }
}

function writes(database: Database): Writes {
  return {
    switchItems: (held) => holding(database, held, (tx) => readSwitchItems(tx, held.batchId)),
    reasonsOf: (runId, recordIds) => database.rows(REASONS, [runId, recordIds]),
    recordIntents: (held, recordIds, at) =>
      holding(database, held, async (tx) => {
        await tx.rows(INTENTS, [held.runId, recordIds, at])
      }),
    recordSent: (held, recordIds, { readAt, sentAt, ingestJobId }) =>
      holding(database, held, async (tx) => {
        const noted = await tx.rows(SENT, [held.runId, recordIds, readAt, sentAt, ingestJobId])
        refuseUnknownItems(held, recordIds, noted.length)
      }),
    recordNotWritten: (held, recordIds) =>
      holding(database, held, async (tx) => {
        await tx.rows(NOT_WRITTEN, [held.runId, recordIds])
      }),
    recordOutcomes: (held, outcomes, at) =>
      holding(database, held, async (tx) => {
        await lockRecords(
          tx,
          outcomes.map((outcome) => outcome.recordId),
        )
        await recordUrlOutcomes(tx, held, outcomes, at)
      }),
  }
}

/** A write must never be sent for an item whose sending could not be noted. */
function refuseUnknownItems(held: HeldBatch, recordIds: readonly string[], notedCount: number): void {
  const wantedCount = new Set(recordIds).size
  if (notedCount === wantedCount) return
  const message = `Batch ${held.number} of run ${held.runId} has ${notedCount} open items of the ${wantedCount} to be sent. Nothing may be sent.`
  throw new FatalError('batch.items-unknown', message)
}

function ingestJobs(database: Database): IngestJobs {
  return {
    recordIngestJob: (held, job, rowCount, at) =>
      holding(database, held, async (tx) => {
        const { batchId, fence } = held
        const noted = { state: 'Open', createdAt: at, checkedAt: at, rowCount, lockedCount: null } as const
        await tx.em.insert(IngestJobEntity, { ...job, batchId, fence, ...noted })
      }),
    recordIngestJobState: (jobId, state, at) =>
      database.entities(async (em) => {
        await em.nativeUpdate(IngestJobEntity, { jobId }, { state, checkedAt: at })
      }),
    recordJobLocks: (jobId, lockedCount) =>
      database.entities(async (em) => {
        await em.nativeUpdate(IngestJobEntity, { jobId }, { lockedCount })
      }),
    jobLocks: (runId) => database.transaction((tx) => tx.rows<JobLocks>(JOB_LOCKS, [runId])),
    openIngestJobs: (batchId) =>
      database.entities(async (em) => {
        const open = { batchId, state: { $in: ['Open', 'UploadComplete', 'InProgress'] } } as const
        const jobs = await em.find(IngestJobEntity, open, { orderBy: { createdAt: 'asc', jobId: 'asc' } })
        return jobs.map(({ jobId, apiVersion }) => ({ jobId, apiVersion }))
      }),
  }
}

/** Only a batch at work has sent anything that is not settled, and a run that writes has one of them. */
const IN_FLIGHT = `
select count(*)::int as items
from batches as batch
join batch_parts as part on part.batch_id = batch.id
join run_items as item on item.run_id = batch.run_id and item.account_id = part.account_id
  and item.record_id between part.first_record_id and part.last_record_id
where batch.run_id = $1 and batch.state = 'working' and item.sent_at is not null and item.settled_at is null`

const RELEASE = 'update batches set worker_id = null where id = $1 and fence = $2'
const END_SUSPICION = 'update batches set deaths = 0, piece = null where id = $1'

const JOB_LOCKS = `
select rows, "lockedRows" from (
  select job.row_count as rows, job.locked_count as "lockedRows", job.created_at, job.job_id
  from ingest_jobs as job join batches on batches.id = job.batch_id
  where batches.run_id = $1 and job.locked_count is not null
  order by job.created_at desc, job.job_id desc
  limit 100
) as latest
order by created_at, job_id`

const REASONS = `
select record_id as "recordId", sentence from run_items
where run_id = $1 and record_id = any($2::text[]) and sentence is not null`

/** A before-image is written once (invariant 3); a second intent leaves the first in place. */
const INTENTS = `
update run_items as item
set before_image = item.expected_url, before_image_at = $3,
  url_state_before = (select url_state from file_records as record where record.record_id = item.record_id)
where item.run_id = $1 and item.record_id = any($2::text[]) and item.before_image_at is null`

const SENT = `
update run_items set read_at = $3, sent_at = $4, ingest_job_id = $5, answered_at = null
where run_id = $1 and record_id = any($2::text[]) and settled_at is null
returning record_id`

const NOT_WRITTEN = `
update run_items
set read_at = null, sent_at = null, ingest_job_id = null, answered_at = null, outcome = null, code = null, sentence = null
where run_id = $1 and record_id = any($2::text[]) and settled_at is null`
