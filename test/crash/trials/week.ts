import type { Strike } from '../blow.ts'
import { deleteIngestJobs } from '../org-reading.ts'
import type { Trial } from './trial.ts'

const ACTOR = { id: 'cli:crash@host', role: 'admin' } as const

/** A worker dies with rows on their way, the run is halted, and whoever resumes it a week later finds no results any more. */
export const WEEK_TRIAL: Trial = {
  name: 'Halted for a week',
  way: 'Bulk',
  blows: (['switch', 'roll_back'] as const).map((act) => ({
    act,
    group: 'Halted for a week',
    name: `${act}: the org has forgotten the job and its results`,
    aim: { link: 'org', what: /^PATCH \S+\/jobs\/ingest\/\w+$/, moment: 'after' },
    strike: haltForAWeek,
  })),
}

async function haltForAWeek({ world, worker, runId, end }: Parameters<Strike>[0]) {
  const { services } = world.installation
  world.isHaltExpected = true
  await worker.kill()
  end('is-lost')
  await services.haltRun(runId, ACTOR)
  await world.rows(A_WEEK_AGO, [runId])
  await deleteIngestJobs(world.sandbox.info.org)
  await world.judgeDeath()
  await services.resumeRun(runId, ACTOR)
  world.isHaltExpected = false
  return world.startWorker()
}

const A_WEEK_AGO = `
update run_items
set sent_at = sent_at - interval '7 days', read_at = read_at - interval '7 days'
where run_id = $1 and sent_at is not null and settled_at is null`
