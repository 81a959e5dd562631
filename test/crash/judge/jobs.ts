import { readIngestJobs } from '../org-reading.ts'
import type { World } from '../world.ts'

/**
 * Nothing in the org waits to write. A job whose worker died before it had heard of it is unknown to the ledger: nobody can
 * have given it rows, and the platform deletes it after seven days.
 */
export async function judgeJobs(world: World): Promise<string[]> {
  const known = new Set((await world.rows<{ id: string }>('select job_id as id from ingest_jobs')).map(({ id }) => id))
  const waiting = (await readIngestJobs(world.sandbox.info.org)).filter(({ state }) => !ENDED.includes(state))
  return waiting
    .filter(({ id, state }) => state !== 'Open' || known.has(id))
    .map(({ id, state }) => `ingest job ${id} was left ${state}`)
}

const ENDED = ['JobComplete', 'Failed', 'Aborted']
