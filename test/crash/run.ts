/**
 * `npm run test:crash`: workers are killed at every write boundary and at random instants, links and PostgreSQL fail, clocks
 * are wrong and zombies wake; whatever happens, org, store and ledger are judged afresh. `--kills` says how many workers are
 * killed at least, `--seed` which points meet in which story, `--write-docs` writes docs/crash-matrix.md. Ends with one line
 * `N passed, N failed, N skipped`.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type ClusterAddress,
  createDatabaseIn,
  removeAbandonedClusters,
  removeTestCluster,
  startTestCluster,
} from '../support/cluster.ts'
import type { Counts } from '../support/counts.ts'
import { runSql } from '../support/sql.ts'
import { endWithCounts } from '../support/tier.ts'
import { KILL_POINTS } from './kill-points.ts'
import { readCrashOptions } from './options.ts'
import { formatPage, linesOf, neverStruck, tellTakeovers } from './report.ts'
import { playAll } from './stage.ts'
import { TRIALS } from './trials/trials.ts'
import type { LedgerAddress } from './world.ts'

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'crash-matrix.md')

/** What it prints is for whoever waits for it in a terminal. */
await endWithCounts(async (interrupted): Promise<Counts> => {
  const options = readCrashOptions(process.argv.slice(2))
  console.log(`${options.kills} kills with the seed ${options.seed}`)
  const cluster = await startTestCluster()
  try {
    const { suffered, plays, skipped } = await playAll(options, () => openLedgerIn(cluster), interrupted)
    const known = [...KILL_POINTS, ...TRIALS.flatMap(({ blows }) => blows)]
    const lines = linesOf(suffered, known)
    if (options.writesDocs) await writeFile(PAGE, formatPage({ seed: options.seed, lines, plays, skipped }))
    for (const { trial, times } of plays) console.log(`${trial}: played ${times} times`)
    console.log(tellTakeovers(lines))
    for (const sentence of skipped) console.log(`skipped: ${sentence}`)
    const unreached = options.kills < KILL_POINTS.length ? [] : neverStruck(linesOf(suffered, KILL_POINTS))
    for (const { group, name } of unreached) console.log(`failed: ${group}, ${name} was not reached`)
    const wrong = suffered.filter((one) => one.wrong.length > 0).length
    return { passed: suffered.length - wrong, failed: wrong + unreached.length, skipped: skipped.length }
  } finally {
    await removeTestCluster()
    await removeAbandonedClusters()
  }
})

/** The server may still hold connections of workers that were killed; nobody waits for them. */
async function openLedgerIn(cluster: ClusterAddress): Promise<LedgerAddress> {
  const { name, ownerUrl, appUrl } = await createDatabaseIn(cluster)
  const drop = async () => void (await runSql(cluster.adminUrl, `drop database ${name} with (force)`))
  return { ownerUrl, appUrl, drop }
}
