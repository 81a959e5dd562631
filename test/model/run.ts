/**
 * `npm run test:model`: long random sequences of everything that people and the service do to links, each compared with the
 * reference model after every step. `--steps` says how many steps a sequence has, `--seeds a,b` which sequences are played,
 * side by side. Ends with one line `N passed, N failed, N skipped`.
 */
import { removeAbandonedClusters } from '../support/cluster.ts'
import { LONG_TESTS, runTests } from '../support/run-tests.ts'
import { endWithCounts } from '../support/tier.ts'
import { readModelOptions } from './options.ts'

await endWithCounts(async (interrupted) => {
  const { steps, seeds } = readModelOptions(process.argv.slice(2))
  Object.assign(process.env, { MODEL_STEPS: String(steps), MODEL_SEEDS: seeds.join(',') })
  console.log(`${seeds.length} sequences of ${steps} steps, with the seeds ${seeds.join(', ')}`)
  try {
    return await runTests(
      [...LONG_TESTS, 'test/model/sequences.long.test.ts', `--maxConcurrency=${seeds.length}`],
      interrupted,
    )
  } finally {
    await removeAbandonedClusters()
  }
})
