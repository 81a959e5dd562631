import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import type { Place } from './place.ts'
import { embeddedFailure, processOptions } from './program.ts'

export interface RunningServer {
  port: number
  /** True when this call found the server running. */
  isReused: boolean
}

/** What `postmaster.pid` and the process table say about a data directory. `pid` is undefined without the file. */
interface ServerState {
  kind: 'absent' | 'changing' | 'ready'
  pid: number | undefined
  port: number
}

const pollMs = 20
/** Long enough for the recovery after a crash in the middle of heavy writing. */
const startTimeoutMs = 120_000
const stopTimeoutMs = 60_000
/**
 * A start can lose a race for the port or against another process that starts the same cluster, and after a crash the
 * last processes of the old server may need some seconds to notice. The pauses grow, to five seconds in all.
 */
const startAttempts = 10
const pauseMs = 100

/** Finds the running server of this cluster or starts one, on a free port of 127.0.0.1. */
export async function ensureServer(place: Place, binaries: Binaries, isDurable: boolean): Promise<RunningServer> {
  for (let attempt = 1; attempt <= startAttempts; attempt++) {
    const state = await settle(place.dataDir)
    if (state.kind === 'ready') return { port: state.port, isReused: true }
    const wanted = attempt === 1 ? lastPort(place.dataDir) : 0
    const port = await tryStart(place, binaries, isDurable, state.pid, wanted)
    if (port !== undefined) return { port, isReused: false }
    await sleep(attempt * pauseMs)
  }
  throw embeddedFailure('postgres ended at once', await readFile(logIn(place), 'utf8'))
}

/** Stops the server of a data directory and waits until it is gone. No server is not an error. */
export async function stopServer(dataDir: string): Promise<void> {
  const { kind, pid } = inspect(dataDir)
  if (kind === 'absent' || pid === undefined) return
  process.kill(pid, 'SIGINT') // PostgreSQL's fast shutdown: open transactions are rolled back
  const deadline = Date.now() + stopTimeoutMs
  while (isServing(pid, dataDir)) {
    if (Date.now() > deadline) throw embeddedFailure(`process ${pid} did not stop`, '')
    await sleep(pollMs)
  }
}

/** The port of the server this call started, or undefined when it ended before it was ready. */
async function tryStart(
  place: Place,
  binaries: Binaries,
  isDurable: boolean,
  stalePid: number | undefined,
  wantedPort: number,
) {
  const port = await findFreePort(wantedPort).catch(() => findFreePort(0))
  const child = await spawnServer(place, binaries, serverSettings(port, isDurable), stalePid)
  const deadline = Date.now() + startTimeoutMs
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const state = inspect(place.dataDir)
    if (state.kind === 'ready' && state.pid === child.pid) return port
    await sleep(pollMs)
  }
  return undefined
}

/** The port of the last start, so that whoever was connected finds the server again; 0 before the first. */
function lastPort(dataDir: string): number {
  const options = readLines(join(dataDir, 'postmaster.opts'))[0] ?? ''
  return Number(/"port=(\d+)"/.exec(options)?.[1] ?? 0)
}

/**
 * Started in a session of its own with a file for its output: it outlives this process, and Ctrl-C does not reach it.
 * PG_GRANDPARENT_PID is how pg_ctl tells PostgreSQL that a process number in a stale `postmaster.pid` is not a server;
 * here it names the number that some other program got after a crash or a restart of the container.
 */
async function spawnServer(place: Place, binaries: Binaries, settings: string[], stalePid: number | undefined) {
  const log = await open(logIn(place), 'w', 0o600)
  const options = processOptions(place)
  const env = { ...options.env, PG_GRANDPARENT_PID: String(stalePid ?? process.pid) }
  const args = ['-D', place.dataDir, ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn(binaries.postgres, args, { ...options, env, detached: true, stdio: ['ignore', log.fd, log.fd] })
  await started(child).finally(() => log.close())
  child.unref()
  return child
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(embeddedFailure('postgres cannot be run', error.message, error)))
  })
}

function serverSettings(port: number, isDurable: boolean): string[] {
  const network = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200']
  return isDurable ? network : [...network, 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
}

/** Waits while the server starts or stops. */
async function settle(dataDir: string): Promise<ServerState> {
  const deadline = Date.now() + startTimeoutMs
  for (;;) {
    const state = inspect(dataDir)
    if (state.kind !== 'changing') return state
    if (Date.now() > deadline) throw embeddedFailure(`process ${state.pid} is neither ready nor gone`, '')
    await sleep(pollMs)
  }
}

/** Lines of `postmaster.pid`: 1 process number, 4 port, 8 status (PostgreSQL source, `miscadmin.h`). */
function inspect(dataDir: string): ServerState {
  const lines = readLines(join(dataDir, 'postmaster.pid'))
  const [pid, port] = [Number.parseInt(lines[0] ?? '', 10), Number(lines[3])]
  if (!Number.isInteger(pid)) return { kind: 'absent', pid: undefined, port }
  if (!isServing(pid, dataDir)) return { kind: 'absent', pid, port }
  return { kind: lines[7]?.trim() === 'ready' ? 'ready' : 'changing', pid, port }
}

/** Process numbers are given out again, so where the system shows the arguments of a process, they decide. */
function isServing(pid: number, dataDir: string): boolean {
  if (existsSync('/proc/self/cmdline')) return readLines(`/proc/${pid}/cmdline`, '\0').includes(dataDir)
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function readLines(path: string, separator = '\n'): string[] {
  try {
    return readFileSync(path, 'utf8').split(separator)
  } catch {
    return []
  }
}

/** The wanted port when it is free; any for 0. Rejects when it is taken. */
function findFreePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function logIn(place: Place): string {
  return join(place.directory, 'server.log')
}
