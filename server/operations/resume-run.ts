import { PermanentError } from '../domain/errors.ts'
import { hoursOf, OUTSIDE_HOURS, SOAKING } from '../domain/run/pause.ts'
import type { Actor, Run } from '../domain/run/run.ts'
import type { IdempotencyBinding } from '../ports/tracking/runs.ts'
import { restsUntil } from './cohorts/rest-between-cohorts.ts'
import type { Context } from './context.ts'
import { untilHours } from './hours/until-hours.ts'

/**
 * Lets a halted run go on where it stopped.
 * @throws PermanentError `run.not-halted`, `run.outside-hours`, `run.soaking`
 */
export async function resumeRun(
  context: Context,
  runId: string,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<Run> {
  const { tracking, clock, queue } = context.ports
  await refuseOutsideHours(context, runId)
  await refuseWhileSoaking(context, runId)
  const run = await tracking.resumeRun(runId, actor, clock.now(), idempotency)
  await queue.send({ kind: 'run', runId })
  return run
}

/** The hours are an admin's; who wants a run to go on earlier has them changed instead of passing them by. */
async function refuseOutsideHours(context: Context, runId: string): Promise<void> {
  const run = await context.ports.tracking.getRun(runId)
  if (run?.state !== 'paused' || run.stopCode !== OUTSIDE_HOURS) return
  const wait = await untilHours(context, run.operation)
  if (wait === undefined) return
  const message = `Run ${run.number} cannot go on now. ${wait.sentence} To let it go on earlier, have an admin change ${hoursOf(run.operation)}.`
  throw new PermanentError(OUTSIDE_HOURS, message)
}

/** The rest stands in the plan that was approved, so nobody makes it shorter. */
async function refuseWhileSoaking({ ports }: Context, runId: string): Promise<void> {
  const run = await ports.tracking.getRun(runId)
  if (run?.state !== 'paused' || run.stopCode !== SOAKING) return
  const until = restsUntil(await ports.tracking.cohortsOf(runId), ports.clock.now())
  if (until === null) return
  const message = `Run ${run.number} rests after a cohort until ${until.toISOString()}, as its plan says, and goes on by itself. To have shorter rests, change SWITCH_SOAK_MINUTES and make a new plan.`
  throw new PermanentError('run.soaking', message)
}
