import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import project from '../../package.json' with { type: 'json' }
import { DocliftApi } from './api.ts'
import { PROJECT } from './places.ts'

const USUAL_PORT = 8787
const READY_WITHIN_MS = 60_000

export interface RunningService {
  url: string
  api: DocliftApi
  token: string
  processId: number
  stop(): Promise<void>
}

/**
 * Starts the service as an operator would, on these settings, and waits until it is ready. When another program takes the port
 * first, it is started again at a free one.
 */
export async function startService(
  settings: Readonly<Record<string, string>>,
  logFile: string,
): Promise<RunningService> {
  const env = { ...process.env, ...settings }
  const token = await createToken(env)
  for (const wanted of [USUAL_PORT, 0]) {
    const service = await startAt(await freePort(wanted), env, token, logFile)
    if (service !== undefined) return service
  }
  throw new Error(`The service ended before it was ready. Its log is in ${logFile}.`)
}

/** Undefined when the service has ended by itself. */
async function startAt(port: number, settings: NodeJS.ProcessEnv, token: string, logFile: string) {
  const log = await open(logFile, 'a')
  const preload = ['--import', pathToFileURL(join(PROJECT, 'scripts/demo/end-with-parent.ts')).href]
  const command = [...project.config.serviceFlags, ...preload, join(PROJECT, 'server/main.ts')]
  const env = { ...project.config.serviceEnvironment, ...settings, PORT: String(port) }
  const child = spawn(process.execPath, command, { env, stdio: ['pipe', log.fd, log.fd] })
  await log.close()
  const url = `http://127.0.0.1:${port}`
  if (!(await untilReady(url, token, child, logFile))) return undefined
  return { url, token, processId: child.pid ?? 0, api: new DocliftApi(url, token), stop: () => stop(child) }
}

async function createToken(env: NodeJS.ProcessEnv): Promise<string> {
  const command = ['server/cli.ts', 'token', 'create', '--name', 'demo', '--role', 'admin', '--days', '1']
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: PROJECT, env })
  return stdout.trim()
}

/** False when the service has ended by itself. Only the service we started knows our token; another one may hold the port. */
async function untilReady(url: string, token: string, child: ChildProcess, logFile: string): Promise<boolean> {
  const answers = async (path: string) => {
    const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } }).catch(
      () => undefined,
    )
    return answer?.ok ?? false
  }
  for (const giveUpAtMs = Date.now() + READY_WITHIN_MS; Date.now() < giveUpAtMs; await wait(100)) {
    if (child.exitCode !== null || child.signalCode !== null) return false
    if ((await answers('/readyz')) && (await answers('/v1/whoami'))) return true
  }
  child.kill()
  throw new Error(`The service did not become ready. Its log is in ${logFile}.`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

/** The wanted port, or any other when it is taken. */
async function freePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted
}

async function tryPort(wanted: number): Promise<number | undefined> {
  const server = createServer()
  const listening = new Promise<boolean>((resolve) => {
    server.once('listening', () => resolve(true)).once('error', () => resolve(false))
  })
  server.listen(wanted, '127.0.0.1')
  if (!(await listening)) return undefined
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : undefined
}
