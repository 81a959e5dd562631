import type { DeadLetter } from '../../domain/worker/dead-letter.ts'
import type { DeadLetterStore } from '../../ports/tracking/dead-letters.ts'
import type { Database } from './client.ts'
import { isoTime, numberOrNull, pageOf } from './values.ts'

/** Tasks that failed. */
export function deadLetterStore(database: Database, nextId: () => string): DeadLetterStore {
  return {
    noteTaskFailure: ({ runId, batchId }, { code, sentence }) =>
      database.transaction(async (tx) => {
        await tx.rows(FORGET_ENDED)
        await tx.rows(NOTE, [nextId(), runId, batchId, code, sentence])
      }),
    forgetTaskFailures: async ({ runId, batchId }) => void (await database.rows(FORGET, [runId, batchId])),
    async listDeadLetters({ failures, limit, after = null }) {
      const rows = await database.rows<Row>(LIST, [failures, after, limit + 1])
      return pageOf(rows, limit, (row) => row.id, toDeadLetter)
    },
  }
}

type Row = Omit<DeadLetter, 'runNumber'> & { runNumber: string }

function toDeadLetter(row: Row): DeadLetter {
  return {
    ...row,
    runNumber: Number(row.runNumber),
    batchNumber: numberOrNull(row.batchNumber),
    firstFailedAt: isoTime(row.firstFailedAt),
    lastFailedAt: isoTime(row.lastFailedAt),
  }
}

const NOTE = `
insert into failed_tasks (id, run_id, batch_id, failures, code, sentence, first_failed_at, last_failed_at)
values ($1, $2, $3, 1, $4, $5, clock_timestamp(), clock_timestamp())
on conflict (run_id, batch_id) do update
set failures = failed_tasks.failures + 1, code = excluded.code, sentence = excluded.sentence,
  last_failed_at = excluded.last_failed_at`

const FORGET = 'delete from failed_tasks where run_id = $1 and batch_id is not distinct from $2'

const FORGET_ENDED = `
delete from failed_tasks as failed using runs as run
where run.id = failed.run_id and run.ended_at is not null`

const LIST = `
select failed.id, failed.run_id as "runId", run.number as "runNumber", run.operation, run.state as "runState",
  failed.batch_id as "batchId", batch.number as "batchNumber", failed.code, failed.sentence, failed.failures,
  failed.first_failed_at as "firstFailedAt", failed.last_failed_at as "lastFailedAt",
  case when run.state = 'halted' then 'given-up' else 'trying' end as state
from failed_tasks as failed
join runs as run on run.id = failed.run_id
left join batches as batch on batch.id = failed.batch_id
where (run.state = 'halted' and run.stop_code = failed.code
    or run.state in ('planned', 'approved', 'running') and failed.failures >= $1)
  and ($2::uuid is null or failed.id > $2)
order by failed.id
limit $3`
