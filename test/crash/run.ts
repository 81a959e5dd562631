/**
 * `npm run crash`: workers are killed at every write boundary and at random instants, links and PostgreSQL fail, clocks
 * are wrong and zombies wake; whatever happens, org, store and ledger are judged afresh. `--kills` says how many workers are
 * killed at least, `--seed` which points meet in which story, `--write-docs` writes docs/crash-matrix.md. Ends with one line
 * `N passed, N failed, N skipped`.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDatabaseIn, removeAbandonedClusters, removeTestCluster, startTestCluster } from '../support/cluster.ts'
import type { Counts } from '../support/counts.ts'
import { endWithCounts } from '../support/tier.ts'
import { KILL_POINTS } from './kill-points.ts'
import { readCrashOptions } from './options.ts'
import { formatPage, linesOf } from './report.ts'
import { playAll } from './stage.ts'
import { TRIALS } from './trials/trials.ts'

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'crash-matrix.md')

/** What it prints is for whoever waits for it in a terminal. */
await endWithCounts(async (interrupted): Promise<Counts> => {
  const options = readCrashOptions(process.argv.slice(2))
  console.log(`${options.kills} kills with the seed ${options.seed}`)
  const cluster = await startTestCluster()
  try {
    const { suffered, skipped } = await playAll(options, () => createDatabaseIn(cluster), interrupted)
    const known = [...KILL_POINTS, ...TRIALS.flatMap(({ blows }) => blows)]
    const lines = linesOf(suffered, known)
    if (options.writesDocs) await writeFile(PAGE, formatPage({ seed: options.seed, lines, skipped }))
    const unreached = lines.filter(({ times }) => times === 0)
    for (const sentence of skipped) console.log(`skipped: ${sentence}`)
    for (const { group, name } of unreached) console.log(`not reached: ${group}, ${name}`)
    const wrong = suffered.filter((one) => one.wrong.length > 0).length
    return { passed: suffered.length - wrong, failed: wrong, skipped: skipped.length }
  } finally {
    await removeTestCluster()
    await removeAbandonedClusters()
  }
})
