import { RESTS } from '../domain/run/pause.ts'
import type { Actor } from '../domain/run/run.ts'
import { type Context, SERVICE_ACTOR_ID } from './context.ts'
import { resumeRun } from './resume-run.ts'
import { unlessRefused } from './unless-refused.ts'

const SERVICE: Actor = { id: SERVICE_ACTOR_ID, role: 'operator' }

/** Lets runs go on whose rest is over. However many workers look, each run is resumed once. */
export async function resumeRestedRuns(context: Context): Promise<void> {
  const { tracking, clock } = context.ports
  for (const run of await tracking.listDuePauses(RESTS, clock.now())) {
    await unlessRefused('run.not-halted', resumeRun(context, run.id, SERVICE))
  }
}
