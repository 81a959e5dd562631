import { setTimeout as wait } from 'node:timers/promises'
import type { Strike } from '../blow.ts'
import { CLAIMED } from '../kill-points.ts'
import type { Trial } from './trial.ts'
import { fenceOf } from './zombie.ts'

/** The heartbeat of the queue as it is delivered (db/queues.ts). */
const HEARTBEAT_SECONDS = 10
/** The budget of design.md section 10. */
const MOST_MS = 30_000

/** The other worker is there already, as in an installation with several. */
const STARTS_MS = 5_000

/** Workers die beside others, with the times of a real installation. */
export const TAKEOVER_TRIAL: Trial = {
  name: 'Takeover',
  way: 'Bulk',
  heartbeatSeconds: HEARTBEAT_SECONDS,
  blows: (['back_up', 'switch', 'roll_back'] as const).map((act) => ({
    act,
    group: 'Takeover',
    name: `${act}: another worker has the batch within ${MOST_MS / 1_000} s`,
    aim: { link: 'ledger', what: CLAIMED, moment: 'after' },
    strike: takeOver,
  })),
}

async function takeOver({ world, worker, runId, end }: Parameters<Strike>[0]) {
  const heir = world.startWorker()
  await wait(STARTS_MS)
  const fence = await fenceOf(world, runId)
  await worker.kill()
  const diedAt = performance.now()
  end('is-lost')
  await world.judgeDeath()
  while ((await fenceOf(world, runId)) === fence) await wait(100)
  const tookMs = performance.now() - diedAt
  world.note(`taken over after ${(tookMs / 1_000).toFixed(1)} s`)
  if (tookMs > MOST_MS) world.tellWrong(`The batch was taken over after ${Math.round(tookMs)} ms.`)
  return heir
}
