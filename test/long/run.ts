/**
 * `npm run test:long`: the tests that take too long for each change. Those that have a command of their own, which plays them
 * longer still, are left to it. Ends with one line `N passed, N failed, N skipped`.
 */
import { removeAbandonedClusters } from '../support/cluster.ts'
import { LONG_TESTS, runTests } from '../support/run-tests.ts'
import { endWithCounts } from '../support/tier.ts'

await endWithCounts(async (interrupted) => {
  try {
    return await runTests([...LONG_TESTS, '--exclude', 'test/model/**'], interrupted)
  } finally {
    await removeAbandonedClusters()
  }
})
