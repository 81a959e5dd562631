import type { Db } from 'pg-boss'
import { QUEUE_SCHEMA, QUEUES } from '../../../../db/queues.ts'
import type { QueueDepth } from '../../../ports/work-queue.ts'
import { numberOrNull } from '../values.ts'

interface Row {
  name: string
  waiting: string
  atWork: string
  oldestWaitingMs: string | null
  lastSignAt: string | Date | null
}

/** What waits in each queue; pg-boss keeps few rows, because tasks that have ended are deleted within minutes. */
export async function readQueueDepth(db: Db): Promise<Omit<QueueDepth, 'isWorkingHere'>> {
  const { rows } = (await db.executeSql(STATEMENT, [Object.values(QUEUES)])) as { rows: Row[] }
  return {
    queues: rows.map(({ name, waiting, atWork }) => ({ name, waiting: Number(waiting), atWork: Number(atWork) })),
    oldestWaitingMs: largest(rows.map((row) => numberOrNull(row.oldestWaitingMs))),
    lastSignOfWorkAt: toIsoTime(largest(rows.map((row) => row.lastSignAt && new Date(row.lastSignAt).getTime()))),
  }
}

function largest(values: readonly (number | '' | null)[]): number | null {
  const known = values.filter((value) => typeof value === 'number')
  return known.length === 0 ? null : Math.max(...known)
}

function toIsoTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}

/** A task that is put off until later does not wait for a worker. */
const STATEMENT = `
select
  queue.name,
  count(job.id) filter (where is_waiting) as waiting,
  count(job.id) filter (where job.state = 'active') as "atWork",
  (extract(epoch from now() - min(job.start_after) filter (where is_waiting)) * 1000)::bigint as "oldestWaitingMs",
  max(greatest(job.heartbeat_on, job.completed_on)) as "lastSignAt"
from unnest($1::text[]) as queue (name)
left join ${QUEUE_SCHEMA}.job on job.name = queue.name
left join lateral (
  select job.state in ('created', 'retry') and job.start_after <= now() as is_waiting
) as judged on true
group by queue.name
order by queue.name`
