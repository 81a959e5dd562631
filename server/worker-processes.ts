import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { FatalError } from './domain/errors.ts'
import { afterEnd } from './domain/worker/restart.ts'
import type { Clock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import { isFinal } from './process.ts'

/** The worker processes beside the first, which is the process that started them. */
export interface FurtherWorkers {
  /** Asks all to end, waits up to the time, then ends those that are left. */
  stop(waitMs: number): Promise<void>
}

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url))
const NUMBER = '--number='

/** The number that the starting process gave to this one; 1 when a person started it. */
export function ownNumber(args: readonly string[]): number {
  const given = args.find((arg) => arg.startsWith(NUMBER))
  return given === undefined ? 1 : Number(given.slice(NUMBER.length))
}

/**
 * Starts the workers 2 to `processes` and keeps them going. They end with this process, however it ends: they notice when the
 * channel to it closes. When one cannot be kept going, `worker.gave-up` is thrown where nobody catches it, which ends this
 * process in order.
 * @param options.program what they run; it is given its number as `--number=N`
 */
export function startFurtherWorkers(options: {
  processes: number
  clock: Clock
  log: Log
  program?: string
}): FurtherWorkers {
  const stopping = new AbortController()
  const children = new Map<number, ChildProcess>()
  const keeping = { program: WORKER, ...options, children, stopping: stopping.signal }
  const numbers = Array.from({ length: options.processes - 1 }, (_, index) => index + 2)
  const kept = numbers.map((number) => keepGoing(number, keeping))
  return {
    async stop(waitMs) {
      stopping.abort()
      // Closing its channel asks a worker to end in order.
      for (const child of children.values()) if (child.connected) child.disconnect()
      const timer = setTimeout(() => children.forEach((child) => void child.kill('SIGKILL')), waitMs)
      await Promise.allSettled(kept)
      clearTimeout(timer)
    },
  }
}

interface Keeping {
  clock: Clock
  log: Log
  program: string
  children: Map<number, ChildProcess>
  stopping: AbortSignal
}

/** Starts one worker again and again, whenever it has ended, after a pause that grows. */
async function keepGoing(number: number, { clock, log, program, children, stopping }: Keeping): Promise<void> {
  for (let shortLives = 0; ; ) {
    const startedAtMs = clock.now().getTime()
    const child = fork(program, [`${NUMBER}${number}`])
    children.set(number, child)
    const { code, how } = await endOf(child)
    if (stopping.aborted) return
    const next = afterEnd({ livedMs: clock.now().getTime() - startedAtMs, shortLives, isFinal: isFinal(code) })
    if (next.action === 'give-up') throw gaveUp(number, how)
    log.warn(`Worker ${number} ended with ${how}; another is started in ${next.afterMs / 1_000} s.`)
    await clock.sleep(next.afterMs, stopping).catch(() => undefined)
    if (stopping.aborted) return
    shortLives = next.shortLives
  }
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; how: string }> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    return { code, how: signal ?? `code ${code}` }
  } catch (error) {
    return { code: null, how: `"${(error as Error).message}"` }
  }
}

function gaveUp(number: number, how: string): FatalError {
  const sentence = `Worker ${number} cannot be kept going; it ended with ${how}. What it said stands above. Mend that, then start this again.`
  return new FatalError('worker.gave-up', sentence)
}
