import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import project from '../../package.json' with { type: 'json' }
import { PROJECT } from '../../scripts/demo/places.ts'

export interface RunningWorker {
  processId: number
  stop(): Promise<void>
}

/** A worker as `npm run worker` starts it, which ends with this process, however that ends. */
export async function startWorker(settings: Readonly<Record<string, string>>, logFile: string): Promise<RunningWorker> {
  const log = await open(logFile, 'a')
  const preload = ['--import', pathToFileURL(join(PROJECT, 'scripts/demo/end-with-parent.ts')).href]
  const command = [...project.config.serviceFlags, ...preload, join(PROJECT, 'server/worker.ts')]
  const env = { ...process.env, ...project.config.serviceEnvironment, ...settings }
  const child = spawn(process.execPath, command, { env, stdio: ['pipe', log.fd, log.fd] })
  await log.close()
  return {
    processId: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
