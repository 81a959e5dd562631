import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { environment } from './commands.ts'

/** A daemon in the foreground, a child of this process. */
export interface Daemon {
  /** Rejects when the daemon ends before it was told to, with the last it said; never resolves. */
  failed: Promise<never>
  /** Ends it, hard when it does not end by itself, and waits for that. */
  stop(): Promise<void>
}

const LAST_WORDS = 2_000
const END_HARD_AFTER_MS = 5_000

/** Starts a daemon that stays in the foreground. */
export function startDaemon(command: string, given: readonly string[]): Daemon {
  // In a group of its own: what interrupts this process must not end the daemons in an order of its own.
  const child = spawn(command, given, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const endHard = () => void child.kill('SIGKILL')
  process.once('exit', endHard)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-LAST_WORDS)
    })
  }
  let isStopping = false
  const ended = endOf(child).finally(() => process.off('exit', endHard))
  const failed = ended.then((how): Promise<never> => {
    const sentence = `${command} ended ${how}. ${said.trim()}`.trim()
    return isStopping ? new Promise(() => undefined) : Promise.reject(new Error(sentence))
  })
  failed.catch(() => undefined)
  return {
    failed,
    stop: async () => {
      isStopping = true
      child.kill('SIGTERM')
      const hard = setTimeout(endHard, END_HARD_AFTER_MS)
      await ended
      clearTimeout(hard)
    },
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return once(child, 'exit').then(
    ([code, signal]) => (code === null ? `by ${signal}` : `with exit code ${code}`),
    (error: Error) => `before it started (${error.message})`,
  )
}
