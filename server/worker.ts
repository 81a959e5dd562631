import closeWithGrace from 'close-with-grace'
import { readConfig } from './config.ts'
import { startWorker } from './jobs/worker.ts'
import { exitWithReason, loadEnvFile } from './process.ts'
import { openInstallation, openLog } from './wiring.ts'

const STOP_WITHIN_MS = 8_000

/** A worker and nothing else; as many as wanted work over one database. */
async function main(): Promise<void> {
  loadEnvFile()
  const config = readConfig(process.env)
  const log = openLog(config)
  const installation = await openInstallation(config, log)
  const binding = await installation.bind()
  const worker = await startWorker(installation.context)
  log.info('The worker is ready.', { ...binding, profile: config.profile, testMode: installation.services.testMode })
  closeWithGrace({ delay: STOP_WITHIN_MS + 5_000 }, async ({ err }) => {
    if (err) log.error('The worker stops because of an error.', { error: err })
    await worker.stop(STOP_WITHIN_MS)
    await installation.close()
  })
}

main().catch(exitWithReason)
