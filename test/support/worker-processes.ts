import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

const SERVER = join(import.meta.dirname, '..', '..', 'server')

/** A line of the log, as pino writes it. */
export interface LogLine {
  pid: number
  worker?: number
  msg: string
  runId?: string
  /** Of a process whose pace has changed. */
  files?: number
  megabytesPerSecond?: number
}

/** One `npm run worker`, or one `npm start`, with all of its processes. */
export interface RunningWorkers {
  parent: ChildProcess
  lines: LogLine[]
  complaint(): string
  /** Waits for so many processes that are ready. @returns their ids, by their numbers */
  untilReady(processes: number): Promise<Map<number, number>>
  ended: Promise<number | null>
}

/** Starts workers, or the service, as an operator would, with these settings and nothing else of ours. */
export function startWorkers(
  settings: Readonly<Record<string, string>>,
  folder: string,
  program: 'worker.ts' | 'main.ts' = 'worker.ts',
): RunningWorkers {
  const env = { PATH: process.env.PATH, TEST_RUN_OF_DOCLIFT: process.env.TEST_RUN_OF_DOCLIFT, ...settings }
  const parent = spawn(process.execPath, [join(SERVER, program)], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: LogLine[] = []
  createInterface({ input: parent.stdout }).on('line', (line) => lines.push(JSON.parse(line) as LogLine))
  let complaint = ''
  parent.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const ended = once(parent, 'close').then(([code]) => code as number | null)
  return {
    parent,
    lines,
    complaint: () => complaint,
    ended,
    async untilReady(processes) {
      for (;;) {
        const ready = lines.filter(({ msg }) => msg.endsWith(' is ready.')).map(({ worker, pid }) => [worker, pid])
        const byNumber = new Map(ready as [number, number][])
        if (byNumber.size >= processes && isEveryRunning([...byNumber.values()])) return byNumber
        if (parent.exitCode !== null) throw new Error(`The workers ended with ${parent.exitCode}: ${complaint}`)
        await wait(20)
      }
    },
  }
}

/** Waits until a process is gone. */
export async function untilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await wait(20)
}

function isEveryRunning(pids: readonly number[]): boolean {
  return pids.every(isRunning)
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
