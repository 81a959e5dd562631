import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const runMark = 'TEST_RUN_OF_DOCLIFT'

/** Marks this process, so that every process its tests start carries the mark of this run in its environment. */
export function markTestRun(): void {
  process.env[runMark] = randomUUID()
}

/** Ends the processes that the tests of this run left behind and gives one line for each. Linux only; else none. */
export function endLeakedProcesses(): string[] {
  const mark = `${runMark}=${process.env[runMark]}`
  return listProcesses()
    .filter((pid) => pid !== process.pid && readProcess(pid, 'environ').includes(mark))
    .map(endProcess)
}

function endProcess(pid: number): string {
  const command = readProcess(pid, 'cmdline').join(' ').trim()
  process.kill(pid, 'SIGKILL')
  return `process ${pid} (${command})`
}

function listProcesses(): number[] {
  return existsSync('/proc/self/environ')
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
    : []
}

/** The NUL-separated strings of a file in /proc; none for a process that is gone or another user's. */
function readProcess(pid: number, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0')
  } catch {
    return []
  }
}
