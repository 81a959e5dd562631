import type { EventRun, RunEvent, RunEventKind } from '../../../domain/run/event.ts'
import type { FollowedRun } from '../../../ports/tracking/events.ts'
import type { Sql } from '../client.ts'
import { isoTime } from '../values.ts'

interface EventRow {
  number: string
  runId: string
  kind: RunEventKind
  at: string | Date
  detail: Omit<EventRun, 'id'>
}

/** Events of runs, each from the one after its number on, oldest first, by run. Runs without any are missing. */
export async function readRunEvents(sql: Sql, followed: readonly FollowedRun[]): Promise<Map<string, RunEvent[]>> {
  const runIds = followed.map(({ runId }) => runId)
  const afters = followed.map(({ after }) => after)
  const rows = await sql.rows<EventRow>(STATEMENT, [runIds, afters])
  const rowsOf = Map.groupBy(rows, (row) => row.runId)
  return new Map(Array.from(rowsOf, ([runId, own]) => [runId, own.map(toRunEvent)]))
}

function toRunEvent({ number, runId, kind, at, detail }: EventRow): RunEvent {
  return { number: Number(number), kind, at: isoTime(at), run: { id: runId, ...detail } }
}

const STATEMENT = `
select event.number, event.run_id as "runId", event.kind, event.at, event.detail
from unnest($1::uuid[], $2::bigint[]) as followed (run_id, after)
cross join lateral (
  select * from run_events where run_id = followed.run_id and number > followed.after
) as event
order by event.number`
