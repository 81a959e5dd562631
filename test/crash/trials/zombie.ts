import { setTimeout as wait } from 'node:timers/promises'
import type { Blow, Strike } from '../blow.ts'
import type { Act } from '../kill-points.ts'
import type { LinkName, Moment } from '../links/link.ts'
import type { World } from '../world.ts'
import type { Trial } from './trial.ts'

/** Longer than a worker needs to see that it was asleep, and to do whatever it would do then. */
const AWAKE_MS = 4_000

/** A worker stands still with its work half done, another one takes over, and then the first one wakes and goes on. */
export const ZOMBIE_TRIALS: readonly Trial[] = [
  {
    name: 'Zombie of a switch by Bulk',
    way: 'Bulk',
    blows: [
      blow('back_up', 'store', 'an object is stored', /^PUT (?!.*_doclift)(?!.*partNumber)/, 'after'),
      blow('switch', 'ledger', 'the id of the job is stored', /insert into "ingest_jobs"/, 'after'),
      blow('switch', 'org', 'the rows are uploaded', /^PUT \S+\/batches/, 'after'),
      blow('roll_back', 'org', 'the job is closed', /^PATCH \S+\/jobs\/ingest\/\w+$/, 'after'),
    ],
  },
  {
    name: 'Zombie of a switch by Collections',
    way: 'Collections',
    blows: [
      blow('back_up', 'ledger', 'copies are about to be stored', /source_fingerprint = /, 'before'),
      blow('switch', 'ledger', 'the note of sending is stored', /update run_items set read_at = /, 'after'),
      blow('roll_back', 'org', 'the call was answered', /^PATCH \S+\/composite/, 'after'),
    ],
  },
]

function blow(act: Act, link: LinkName, name: string, what: RegExp, moment: Moment): Blow {
  return { act, group: 'Zombie', name: `${act}: ${name}`, aim: { link, what, moment }, strike: wakeAfterTakeover }
}

async function wakeAfterTakeover({ world, worker, runId, end }: Parameters<Strike>[0]) {
  const fence = await fenceOf(world, runId)
  worker.send('SIGSTOP')
  const heir = world.startWorker()
  while ((await fenceOf(world, runId)) === fence) await wait(200)
  await wait(AWAKE_MS)
  end('goes-on')
  worker.send('SIGCONT')
  await wait(AWAKE_MS)
  await worker.kill()
  return heir
}

/** Rises with each claim of a batch. */
export async function fenceOf({ rows }: World, runId: string): Promise<number> {
  const [found] = await rows<{ fence: number }>(
    'select coalesce(sum(fence), 0)::int as fence from batches where run_id = $1',
    [runId],
  )
  return found?.fence ?? 0
}
