/**
 * `npm run test:s3`: the contract of the object store on a real S3 server, and how the sandbox's store differs from it. The
 * server is Ceph's RADOS Gateway, started for this run alone; or, when DOCLIFT_TEST_S3_ENDPOINT names one, that server, and
 * then nothing is compared. `--write` writes the measured differences into docs/sandbox.md. Ends with one line
 * `N passed, N failed, N skipped`.
 */
import { join } from 'node:path'
import { type Counts, NO_COUNTS, sum } from '../support/counts.ts'
import { runTests } from '../support/run-tests.ts'
import { endWithCounts } from '../support/tier.ts'
import { missingPackages } from './ceph/commands.ts'
import { startGateway } from './ceph/gateway.ts'
import { checkDifferences } from './differences.ts'
import { nameInEnvironment, serverOfEnvironment } from './server.ts'

await endWithCounts(run)

async function run(interrupted: AbortSignal): Promise<Counts> {
  if (serverOfEnvironment()) return runContract(interrupted)
  const missing = missingPackages()
  if (missing.length === 0) return runOnCeph(interrupted)
  console.log(`skipped: the object store on Ceph (packages are missing: apt-get install ${missing.join(' ')})`)
  return { ...NO_COUNTS, skipped: 1 }
}

async function runOnCeph(interrupted: AbortSignal): Promise<Counts> {
  const gateway = await startGateway(interrupted)
  const ended = new Promise<never>((_, reject) => {
    interrupted.addEventListener('abort', () => reject(interrupted.reason))
  })
  try {
    nameInEnvironment(gateway.server)
    const all = async () => sum(await runContract(interrupted), await checkDifferences(gateway.server))
    return await Promise.race([all(), ended, gateway.failed])
  } finally {
    await gateway.stop()
  }
}

/** On the server that the environment names. */
function runContract(interrupted: AbortSignal): Promise<Counts> {
  return runTests(['--config', join(import.meta.dirname, 'vitest.config.ts')], interrupted)
}
