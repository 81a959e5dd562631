import { executedMigrations, refuseOtherSchema, SCHEMA_VERSION } from '../../../db/migrate.ts'
import { FatalError } from '../../domain/errors.ts'
import {
  describeOtherVersion,
  FORGOTTEN_AFTER_MS,
  type OtherProcess,
  SILENT_AFTER_MS,
  type WorkerProcess,
} from '../../domain/worker/process.ts'
import type { WorkerStore, WorkerView } from '../../ports/tracking/workers.ts'
import type { Database, Transaction } from './client.ts'

/** Two processes of two versions that start at once must see each other. */
const ADMISSION_LOCK = 7_355_608_002

/** The processes of an installation. All times are the database's. */
export function workerStore(database: Database): WorkerStore {
  return {
    noteWorker: (worker, tasks) =>
      database.transaction(async (tx) => {
        await tx.rows('select pg_advisory_xact_lock($1)', [ADMISSION_LOCK])
        refuseOtherSchema(await executedMigrations(tx.em))
        await refuseOtherVersion(tx, worker)
        const { id, kind, takesTasks, host, processId, version } = worker
        const facts = [id, kind, takesTasks, host, processId, version, SCHEMA_VERSION, JSON.stringify(tasks)]
        await tx.rows(NOTE, facts)
        await tx.rows(FORGET, [FORGOTTEN_AFTER_MS])
      }),
    removeWorker: async (id) => void (await database.rows('delete from workers where id = $1', [id])),
    async listWorkers() {
      const rows = await database.rows<WorkerView>(LIST, [SILENT_AFTER_MS])
      return rows.map((row) => ({
        ...row,
        startedAt: new Date(row.startedAt).toISOString(),
        lastBeatAt: new Date(row.lastBeatAt).toISOString(),
      }))
    },
  }
}

async function refuseOtherVersion(tx: Transaction, { id, version }: WorkerProcess): Promise<void> {
  const [other] = await tx.rows<OtherProcess>(OTHER_VERSION, [id, version, SILENT_AFTER_MS])
  if (other === undefined) return
  throw new FatalError('worker.other-version', describeOtherVersion(version, other), {
    facts: { expected: other.version, got: version, host: other.host, processId: other.processId },
  })
}

const OTHER_VERSION = `
select kind, host, process_id as "processId", version
from workers
where id <> $1 and version <> $2 and seen_at > clock_timestamp() - $3 * interval '1 millisecond'
order by started_at, id
limit 1`

const NOTE = `
insert into workers (id, kind, takes_tasks, host, process_id, version, schema_version, tasks, started_at, seen_at)
values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, clock_timestamp(), clock_timestamp())
on conflict (id) do update set tasks = excluded.tasks, seen_at = excluded.seen_at`

const FORGET = `delete from workers where seen_at < clock_timestamp() - $1 * interval '1 millisecond'`

/** A task may be of a run that a person has never seen, but never of one that is gone: runs are kept. */
const LIST = `
select
  worker.id,
  worker.kind,
  worker.takes_tasks as "takesTasks",
  worker.host,
  worker.process_id as "processId",
  worker.version,
  worker.schema_version as "schemaVersion",
  worker.started_at as "startedAt",
  worker.seen_at as "lastBeatAt",
  worker.seen_at > clock_timestamp() - $1 * interval '1 millisecond' as "isAlive",
  coalesce(work.tasks, '[]') as tasks
from workers as worker
left join lateral (
  select json_agg(json_build_object('runId', run.id, 'runNumber', run.number, 'operation', run.operation,
    'batchId', batch.id, 'batchNumber', batch.number, 'since', task.since) order by task.since, run.number) as tasks
  from jsonb_to_recordset(worker.tasks) as task ("runId" uuid, "batchId" uuid, since text)
  join runs as run on run.id = task."runId"
  left join batches as batch on batch.id = task."batchId"
) as work on true
order by worker.started_at, worker.id`
