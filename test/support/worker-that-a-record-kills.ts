/** A worker as `server/worker.ts`, but one that ends as by a power cut when it opens the document of the record FATAL_RECORD. */
import { readConfig } from '../../server/config.ts'
import { startWorker } from '../../server/jobs/worker.ts'
import { exitWithReason } from '../../server/process.ts'
import { openInstallation, openLog } from '../../server/wiring.ts'

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const { context, bind } = await openInstallation(config, openLog(config))
  const { source } = context.ports
  const open: typeof source.open = (ref, signal) => {
    if (ref.recordId === process.env.FATAL_RECORD) process.kill(process.pid, 'SIGKILL')
    return source.open(ref, signal)
  }
  await bind()
  await startWorker({ ...context, ports: { ...context.ports, source: { ...source, open } } })
}

main().catch(exitWithReason)
