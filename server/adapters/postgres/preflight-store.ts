import type { Preflight } from '../../domain/preflight/preflight.ts'
import type { PreflightStore } from '../../ports/tracking/preflights.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Database, Sql } from './client.ts'
import { bindIdempotencyKey, readMadeId } from './idempotency.ts'
import { appendAudit } from './sql/append-audit.ts'
import { findLongestTarget } from './sql/measure-plan.ts'
import { isoTime } from './values.ts'

/** Looks at the org before a switch; each stays as it was stored. */
export function preflightStore(database: Database): PreflightStore {
  return {
    savePreflight: (preflight, idempotency) => database.transaction((tx) => save(tx, preflight, idempotency)),

    async findPreflight(idempotency) {
      const id = await readMadeId(database, idempotency)
      return id === undefined ? undefined : await findById(database, id)
    },

    async newestPreflight() {
      const [row] = await database.rows<PreflightRow>(`${SELECT} order by at desc, id desc limit 1`)
      return row && toPreflight(row)
    },

    longestPlannedUrl: () => readLongest(database),
  }
}

async function save(tx: Sql, preflight: Preflight, idempotency: IdempotencyBinding | undefined): Promise<Preflight> {
  const { id, at, actorId, ...result } = preflight
  const before = await bindIdempotencyKey(tx, idempotency, id, new Date(at))
  if (before !== undefined) return (await findById(tx, before)) ?? preflight
  await tx.rows('insert into preflights (id, at, actor_id, result) values ($1, $2, $3, $4)', [
    id,
    at,
    actorId,
    JSON.stringify(result),
  ])
  const detail = { outcome: result.outcome }
  await appendAudit(tx, { at: new Date(at), actorId, action: 'preflight.made', subject: id, detail })
  return preflight
}

interface PreflightRow {
  id: string
  at: string
  actor_id: string
  result: Omit<Preflight, 'id' | 'at' | 'actorId'>
}

const SELECT = 'select id, at, actor_id, result from preflights'

async function findById(sql: Sql, id: string): Promise<Preflight | undefined> {
  const [row] = await sql.rows<PreflightRow>(`${SELECT} where id = $1`, [id])
  return row && toPreflight(row)
}

function toPreflight({ id, at, actor_id, result }: PreflightRow): Preflight {
  return { id, at: isoTime(at), actorId: actor_id, ...result }
}

async function readLongest(sql: Sql): Promise<number | null> {
  const [run] = await sql.rows<{ id: string }>(
    `select id from runs
     where operation = 'switch' and plan_hash is not null and ended_at is null
     order by number desc limit 1`,
  )
  if (!run) return null
  const { planned, maxCharacters } = await findLongestTarget(sql, run.id)
  return planned === 0 ? null : maxCharacters
}
