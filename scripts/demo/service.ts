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

/** Starts the service as an operator would, on these settings, and waits until it is ready. */
export async function startService(
  settings: Readonly<Record<string, string>>,
  logFile: string,
): Promise<RunningService> {
  const port = await freePort(USUAL_PORT)
  const env = { ...process.env, ...settings, PORT: String(port) }
  const token = await createToken(env)
  const log = await open(logFile, 'a')
  const preload = ['--import', pathToFileURL(join(PROJECT, 'scripts/demo/end-with-parent.ts')).href]
  const command = [...project.config.serviceFlags, ...preload, join(PROJECT, 'server/main.ts')]
  const limited = { ...project.config.serviceEnvironment, ...env }
  const child = spawn(process.execPath, command, { env: limited, stdio: ['pipe', log.fd, log.fd] })
  await log.close()
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, child, logFile)
  return { url, token, processId: child.pid ?? 0, api: new DocliftApi(url, token), stop: () => stop(child) }
}

async function createToken(env: NodeJS.ProcessEnv): Promise<string> {
  const command = ['server/cli.ts', 'token', 'create', '--name', 'demo', '--role', 'admin', '--days', '1']
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: PROJECT, env })
  return stdout.trim()
}

async function untilReady(url: string, child: ChildProcess, logFile: string): Promise<void> {
  for (const giveUpAtMs = Date.now() + READY_WITHIN_MS; Date.now() < giveUpAtMs; await wait(100)) {
    if (child.exitCode !== null) break
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return
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
