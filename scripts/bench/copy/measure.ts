import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { text } from 'node:stream/consumers'

/** What one copy of a case took of the client that made it. */
export interface Usage {
  /** Of all its processors, in user and system mode. */
  cpuSeconds: number
  seconds: number
  peakMemoryMib: number
  /** Of the database that the client works with. */
  databaseCpuSeconds?: number
}

/** Runs a command of another program to its end. @throws Error with its last words when it fails */
export async function measureCommand(
  command: string,
  args: readonly string[],
  { signal, settings }: { signal: AbortSignal; settings: Readonly<Record<string, string>> },
): Promise<Usage> {
  const startedAtMs = performance.now()
  // The shell adds up what its children took; nobody else can tell once they have ended.
  const script = '"$0" "$@"; status=$?; times; exit $status'
  const options = { env: { ...ownTrust(), ...settings }, signal }
  const child = spawn('bash', ['-c', script, command, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const peak = watchPeak(child.pid)
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const [output, complaint, [exitCode]] = await ended.finally(() => peak.stop())
  const seconds = (performance.now() - startedAtMs) / 1_000
  if (exitCode !== 0) throw new Error(`${command} failed: ${complaint.trim().split('\n').at(-1)}`)
  return { cpuSeconds: cpuOfChildren(output), seconds, peakMemoryMib: peak.mib() }
}

/** rclone does not start when this names something it cannot use, and the certificate is given to it otherwise. */
function ownTrust(): NodeJS.ProcessEnv {
  const { AWS_CA_BUNDLE: _, ...env } = process.env
  return env
}

/** The last line of `times`: user and system time of the children, as `0m1.234s 0m0.567s`. */
function cpuOfChildren(output: string): number {
  const times = [...(output.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)]
  return times.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0)
}

const LOOK_EVERY_MS = 20

/** Looks at the memory of a child's child until it is stopped; the kernel keeps the peak. */
function watchPeak(pid: number | undefined): { stop(): void; mib(): number } {
  let peakMib = 0
  const look = () => {
    try {
      const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
      const status = readFileSync(`/proc/${child}/status`, 'utf8')
      peakMib = Math.max(peakMib, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
    } catch {
      // Not started yet, or ended.
    }
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  return { stop: () => clearInterval(timer), mib: () => peakMib }
}
