/**
 * `npm run test:s3`: the contract of the object store on a real S3 server, and how the sandbox's store differs from it. The
 * server is Ceph's RADOS Gateway, started for this run alone; or, when DOCLIFT_TEST_S3_ENDPOINT names one, that server, and
 * then nothing is compared. `--write` writes the measured differences into docs/sandbox.md. Ends with one line
 * `N passed, N failed, N skipped`.
 */
import { missingPackages } from './ceph/commands.ts'
import { startGateway } from './ceph/gateway.ts'
import { runContract } from './contract.ts'
import { type Counts, NO_COUNTS, sum } from './counts.ts'
import { checkDifferences } from './differences.ts'
import { nameInEnvironment, serverOfEnvironment } from './server.ts'

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.abort(new Error(`Ended by ${signal}.`)))
}

const counts = await run().catch(tellFailure)
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(counts.failed === 0 ? 0 : 1)

async function run(): Promise<Counts> {
  if (serverOfEnvironment()) return runContract(interrupted.signal)
  const missing = missingPackages()
  if (missing.length === 0) return runOnCeph()
  console.log(`skipped: the object store on Ceph (packages are missing: apt-get install ${missing.join(' ')})`)
  return { ...NO_COUNTS, skipped: 1 }
}

async function runOnCeph(): Promise<Counts> {
  const gateway = await startGateway(interrupted.signal)
  const ended = new Promise<never>((_, reject) => {
    interrupted.signal.addEventListener('abort', () => reject(interrupted.signal.reason))
  })
  try {
    nameInEnvironment(gateway.server)
    const all = async () => sum(await runContract(interrupted.signal), await checkDifferences(gateway.server))
    return await Promise.race([all(), ended, gateway.failed])
  } finally {
    await gateway.stop()
  }
}

function tellFailure(thrown: unknown): Counts {
  console.log(`failed: ${thrown instanceof Error ? thrown.message : thrown}`)
  return { ...NO_COUNTS, failed: 1 }
}
