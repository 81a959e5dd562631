import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import project from '../../package.json' with { type: 'json' }

const WORKER = join(import.meta.dirname, '..', '..', 'server', 'worker.ts')
const MOVED_CLOCK = join(import.meta.dirname, 'moved-clock.ts')

/** What Node made of the source, so that hundreds of workers start faster. Only a process that ends by itself writes it. */
const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), 'doclift-crash-compiled') }

/** Compiles the worker once, by starting it without settings, which it refuses. */
export async function compileWorker(): Promise<void> {
  const env = { PATH: process.env.PATH, ...COMPILED }
  await once(spawn(process.execPath, [WORKER], { env, cwd: tmpdir(), stdio: 'ignore' }), 'exit')
}

/** A worker in a process of its own, as `npm run worker` starts it. */
export interface WorkerProcess {
  isAlive(): boolean
  /** Ends it like a power cut. */
  kill(): Promise<void>
  /** Lets it stand still, or go on. */
  send(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGWINCH'): void
}

/** @param clockOffBy milliseconds by which the clock of its machine is wrong; SIGWINCH sets it right */
export function startWorkerProcess(settings: Readonly<Record<string, string>>, clockOffBy = 0): WorkerProcess {
  const env = { ...process.env, ...settings, LOG_LEVEL: process.env.TEST_LOG ? 'info' : 'fatal' }
  const clock = clockOffBy === 0 ? [] : ['--import', MOVED_CLOCK]
  const command = [...project.config.serviceFlags, ...clock, WORKER]
  const child = spawn(process.execPath, command, {
    env: { ...env, ...COMPILED, ...project.config.serviceEnvironment, CLOCK_OFF_BY_MS: String(clockOffBy) },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return { isAlive: () => isAlive(child), kill: () => kill(child), send: (signal) => void child.kill(signal) }
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

async function kill(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
