import { setTimeout as wait } from 'node:timers/promises'
import { runSql } from './sql.ts'

/** Far longer than anything takes that ends at all, and shorter than the patience of the runner, which names nothing. */
const PATIENCE_MS = 90_000

/**
 * Waits for the end of what a test closes.
 * @throws Error that names what did not end, with what this process holds open and what the database is asked meanwhile
 */
export async function endsWithin(what: string, ending: Promise<void> | undefined, adminUrl: string): Promise<void> {
  const timer = new AbortController()
  const late = wait(PATIENCE_MS, undefined, { signal: timer.signal }).then(async () => {
    const open = process.getActiveResourcesInfo().filter((name) => name !== 'Timeout')
    const asked = await runSql(adminUrl, ACTIVITY)
    const facts = JSON.stringify({ open, asked })
    throw new Error(`Expected the end of ${what} within ${PATIENCE_MS / 1_000} s; it goes on. ${facts}`)
  })
  try {
    await Promise.race([ending, late])
  } finally {
    timer.abort()
    late.catch(() => undefined)
  }
}

const ACTIVITY = `
select datname, pid, backend_type, state, wait_event_type, wait_event, left(query, 200) as query,
  extract(epoch from now() - state_change)::int as seconds
from pg_stat_activity where pid <> pg_backend_pid() order by datname, pid`
