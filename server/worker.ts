import closeWithGrace from 'close-with-grace'
import { readConfig } from './config.ts'
import { startWorker } from './jobs/worker.ts'
import { endWithParent, exitWithReason, loadEnvFile } from './process.ts'
import { openInstallation, openLog } from './wiring.ts'
import { ownNumber, startFurtherWorkers } from './worker-processes.ts'

const STOP_WITHIN_MS = 8_000
const END_WITHIN_MS = STOP_WITHIN_MS + 5_000

/**
 * A worker and nothing else; as many as wanted work over one database. The one that a person started keeps further ones going
 * when the settings ask for several processes.
 */
async function main(): Promise<void> {
  const number = ownNumber(process.argv)
  const parent = number === 1 ? undefined : endWithParent()
  loadEnvFile()
  const config = readConfig(process.env)
  const own = { number, of: config.workerProcesses }
  const log = openLog(config, own)
  const installation = await openInstallation(config, log, own, 'worker')
  const binding = await installation.bind()
  const worker = await startWorker(installation.context)
  const { clock } = installation.context.ports
  const further = startFurtherWorkers({ processes: number === 1 ? own.of : 1, clock, log })
  log.info('The worker is ready.', { ...binding, profile: config.profile, testMode: installation.services.testMode })
  const { close } = closeWithGrace({ delay: 2 * END_WITHIN_MS }, async ({ err }) => {
    // A signal to all processes, such as Ctrl-C, may be faster than the parent.
    parent?.endBy(() => undefined)
    if (err) log.error('The worker stops because of an error.', { error: err })
    await Promise.all([worker.stop(STOP_WITHIN_MS), further.stop(END_WITHIN_MS)])
    await installation.close()
  })
  parent?.endBy(close)
}

main().catch(exitWithReason)
