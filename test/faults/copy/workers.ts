import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import project from '../../../package.json' with { type: 'json' }
import { peakMemoryOf } from '../peak-memory.ts'

/** Worker processes under a supervisor: one that ends is followed by another. */
export interface Workers {
  /** How many were killed, and how many ended by themselves. */
  readonly ended: { killed: number; byThemselves: number }
  /** Highest resident memory of any of them so far, in bytes; null where the system does not tell. */
  peakMemory(): Promise<number | null>
  /** Ends one like a power cut. */
  kill(): Promise<void>
  stop(): Promise<void>
}

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url))

export function startWorkers(count: number, settings: Readonly<Record<string, string>>): Workers {
  const running = new Set<ChildProcess>()
  const ended = { killed: 0, byThemselves: 0 }
  let peakBytes: number | null = null
  let isStopping = false
  const start = () => {
    const env = { ...process.env, ...settings, LOG_LEVEL: process.env.TEST_LOG ? 'info' : 'fatal' }
    const command = [...project.config.serviceFlags, WORKER]
    const worker = spawn(process.execPath, command, { env, stdio: ['ignore', 'inherit', 'inherit'] })
    running.add(worker)
    worker.once('exit', (_code, signal) => {
      running.delete(worker)
      if (isStopping) return
      ended[signal === 'SIGKILL' ? 'killed' : 'byThemselves'] += 1
      start()
    })
  }
  const peakMemory = async () => {
    for (const worker of running) {
      const bytes = await peakMemoryOf(worker)
      if (bytes !== null) peakBytes = Math.max(peakBytes ?? 0, bytes)
    }
    return peakBytes
  }
  for (let started = 0; started < count; started += 1) start()
  return {
    ended,
    peakMemory,
    async kill() {
      await peakMemory()
      const [worker] = running
      if (worker) await end(worker, 'SIGKILL')
    },
    async stop() {
      isStopping = true
      await Promise.all([...running].map((worker) => end(worker, 'SIGTERM')))
    },
  }
}

async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = once(worker, 'exit')
  if (worker.exitCode !== null || worker.signalCode !== null) return
  worker.kill(signal)
  await exit
}
