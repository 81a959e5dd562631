import type { Act } from './kill-points.ts'
import type { Aim } from './trap.ts'
import type { WorkerProcess } from './worker-process.ts'
import type { World } from './world.ts'

/** Something that happens to a story, at a moment that was chosen. */
export interface Blow {
  act: Act
  /** Heading in the report. */
  group: string
  name: string
  /** What is aimed at, or how many things of whatever kind the workers do first. */
  aim: Aim | number
  strike: Strike
}

/** What was caught and is still held, where it happens, and who sent it. */
export interface Struck {
  world: World
  worker: WorkerProcess
  runId: string
  /** Lets what is held go on, or loses it. */
  end(how: 'goes-on' | 'is-lost'): void
}

/** Does it. @returns the worker that goes on */
export type Strike = (struck: Struck) => Promise<WorkerProcess>

/** The worker dies like in a power cut; another one is started once what it left behind was judged. */
export const kill: Strike = async ({ world, worker, end }) => {
  await worker.kill()
  end('is-lost')
  await world.judgeDeath()
  return world.startWorker()
}
