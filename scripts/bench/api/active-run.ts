import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A run that is being worked on in another process while the API is measured. */
export interface ActiveRun {
  /** Items settled so far. */
  settledCount(): number
  /** Throws when it came to an end, because what is measured without it is something else. */
  requireAlive(): void
  stop(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('./settle-copies.ts', import.meta.url))

/** Starts to settle items of a running back-up, so many a second, and waits for the first. */
export async function startActiveRun(
  runId: string,
  options: { databaseUrl: string; objectsPerSecond: number },
): Promise<ActiveRun> {
  const env = { PATH: process.env.PATH, DATABASE_URL: options.databaseUrl }
  const child = fork(PROGRAM, [runId, String(options.objectsPerSecond)], { env, execArgv: [] })
  let settledCount = 0
  child.on('message', ({ settled }: { settled: number }) => {
    settledCount += settled
  })
  const requireAlive = () => {
    if (child.exitCode !== null)
      throw new Error(`The active run ended while the API was measured, with ${child.exitCode}.`)
  }
  await Promise.race([once(child, 'message'), once(child, 'exit')])
  requireAlive()
  return {
    settledCount: () => settledCount,
    requireAlive,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
