import { checkIndependently } from '../../../scripts/demo/check.ts'
import type { World } from '../world.ts'
import { judgeCounts } from './counts.ts'
import { judgeJobs } from './jobs.ts'
import { judgeRun } from './run.ts'
import { judgeStore, pathsOfVerified } from './store.ts'
import { judgeFirstSeen, judgeWrites } from './writes.ts'

/** Judges the moment right after a worker died: nobody works, and what was half done stands as it is. */
export async function judgeDeath(world: World): Promise<string[]> {
  const wrong = [...(await judgeFirstSeen(world)), ...(await judgeWrites(world)), ...world.witness.takeWrong()]
  world.witness.noteVerified(await pathsOfVerified(world))
  return wrong
}

/**
 * Judges what stands when a run has ended.
 * @param deaths of workers in this run
 */
export async function judgeEnd(world: World, runId: string, deaths: number): Promise<string[]> {
  return [
    ...(await judgeDeath(world)),
    ...(await judgeRun(world, runId, deaths)),
    ...(await judgeCounts(world)),
    ...(await judgeJobs(world)),
    ...(await judgeStore(world)),
    ...(await compareWithOrg(world)),
  ]
}

/** Org, store and ledger read afresh: every value, and every byte behind a switched link. */
async function compareWithOrg({ sandbox, ledger }: World): Promise<string[]> {
  const { differences } = await checkIndependently({
    org: sandbox.info.org,
    databaseUrl: ledger.ownerUrl,
    urlBase: sandbox.info.store.publicBaseUrl,
    expectedDocument: (recordId) => sandbox.control.expectedDocument(recordId),
  })
  return differences
}
