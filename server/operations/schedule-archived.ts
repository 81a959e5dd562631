import type { Actor } from '../domain/run/run.ts'
import { describeTestMode } from '../domain/run/test-mode.ts'
import { type Context, SERVICE_ACTOR_ID } from './context.ts'

const SERVICE: Actor = { id: SERVICE_ACTOR_ID, role: 'operator' }

/** The ids stand in the run, and lists of runs show it. */
const MOST_RECORDS = 1_000
/** A run that comes to nothing, because it was halted or its records left out, is not made again before this. */
const CLAIMED_FOR_MS = 3_600_000

/**
 * Makes a back-up of the archived documents about which their source is to be asked by now. Every worker asks; the ledger
 * answers one of them. What must be known stands in the ledger, so a restart changes nothing.
 * @returns whether this worker made one
 */
export async function scheduleArchived({ ports, settings }: Context): Promise<boolean> {
  const { tracking, ids, clock, queue } = ports
  const { testMode, profile, fingerprint } = settings
  if (testMode?.isDryRunOnly) return false
  const run = { id: ids.next(), profile, settingsFingerprint: fingerprint, testMode: describeTestMode(testMode) }
  const at = clock.now()
  const created = await tracking.createBackUpOfArchived(run, SERVICE, {
    at,
    most: Math.min(MOST_RECORDS, testMode?.mostRecords ?? MOST_RECORDS),
    accountIds: testMode?.accountIds ?? [],
    nextQuestionAt: new Date(at.getTime() + CLAIMED_FOR_MS),
  })
  if (created) await queue.send({ kind: 'run', runId: created.id })
  return created !== undefined
}
