/**
 * `npm run test:faults -- org`: inventory, switch and the rollback of a part while every fault of the org strikes and others edit
 * the same records. At its end every record is compared with an independent reading of the org.
 * `npm run test:faults -- copy`: a back-up while every fault of source and destination strikes and a worker is killed. At its end
 * every record is compared with what the source has and what the destination holds.
 * `--records` says how many entries the org has, `--share` how often each fault strikes, `--seed` where. Ends with one line
 * `N passed, N failed, N skipped`.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeAbandonedClusters } from '../support/cluster.ts'
import { LONG_TESTS, runTests } from '../support/run-tests.ts'
import { endWithCounts } from '../support/tier.ts'
import { readFaultOptions } from './options.ts'

const SUBJECTS = { org: 'the org', copy: 'source and destination' }
const STORIES = { org: 'test/faults/story.long.test.ts', copy: 'test/faults/copy/story.long.test.ts' }

await endWithCounts(async (interrupted) => {
  const { side, records, share, seed } = readFaultOptions(process.argv.slice(2))
  console.log(`${records} records, each fault of ${SUBJECTS[side]} at ${share * 100} %, with the seed ${seed}`)
  const folder = await mkdtemp(join(tmpdir(), 'doclift-faults-'))
  const report = join(folder, 'report.txt')
  Object.assign(process.env, { FAULT_RECORDS: String(records), FAULT_SHARE: String(share), FAULT_SEED: seed })
  Object.assign(process.env, { FAULT_REPORT: report })
  try {
    const counts = await runTests([...LONG_TESTS, STORIES[side]], interrupted)
    console.log(await readFile(report, 'utf8').catch(() => 'It ended before there was anything to report.'))
    return counts
  } finally {
    await rm(folder, { recursive: true, force: true })
    await removeAbandonedClusters()
  }
})
