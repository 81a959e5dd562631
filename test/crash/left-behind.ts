import type { World } from './world.ts'

/** The tasks that were at work when a worker died. */
export interface LeftBehind {
  ids: readonly string[]
  diedAt: Date
}

/** To be asked at once: the time of the database counts as the time of the death. */
export async function readLeftBehind({ rows }: World): Promise<LeftBehind> {
  const [found] = await rows<LeftBehind>(
    `select coalesce(array_agg(id::text), '{}') as ids, now() as "diedAt" from pgboss.job where state = 'active'`,
  )
  return found ?? { ids: [], diedAt: new Date() }
}

/** Seconds from the death until the last of them was at work again; undefined while none is. */
export async function readTakeoverSeconds({ rows }: World, { ids, diedAt }: LeftBehind): Promise<number | undefined> {
  const [found] = await rows<{ seconds: number | null }>(
    `select extract(epoch from max(started_on) - $2::timestamptz)::float as seconds
     from pgboss.job where id = any($1::uuid[]) and started_on > $2`,
    [ids, diedAt],
  )
  return found?.seconds ?? undefined
}
