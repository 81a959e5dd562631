import { FatalError } from '../domain/errors.ts'
import { rateOf } from '../domain/forecast/rates.ts'
import { requestsOf } from '../domain/forecast/requests.ts'
import { type KnownUsage, reasonToWait } from '../domain/org/allowance.ts'
import type { Operation } from '../domain/run/run.ts'
import type { Way } from '../domain/switch/groups.ts'
import type { Context } from './context.ts'
import { currentSettings } from './current-settings.ts'
import { askForUsage, knownUsage } from './known-usage.ts'

/** Figures that are older are asked for anew before a run waits because of them. */
const OLD_AFTER_MS = 60_000
/** What reading the whole org takes at most (design.md section 10). */
const TO_READ_THE_ORG = 30

interface Step {
  runId: string
  operation: Operation
  /** Requests that the step takes at most. */
  needed: number
}

/**
 * Refuses a step that would take the org over the share of its daily allowance, or into what is kept for rolling back. What
 * the org has never said is no reason to wait.
 * @throws FatalError `salesforce.share-used`; the run pauses
 */
export async function requireRoom(context: Context, step: Step): Promise<void> {
  const usage = await knownUsage(context)
  if (usage === undefined || (await reasonFor(context, step, usage)) === null) return
  const fresh = isOld(context, usage) ? await askForUsage(context) : usage
  const reason = fresh ? await reasonFor(context, step, fresh) : null
  if (reason !== null) throw new FatalError('salesforce.share-used', reason)
}

/** What reading the org takes at most, or going on with a run that writes to it. */
export function toGoOn(operation: Operation): number {
  return operation === 'inventory' || operation === 'catch_up' ? TO_READ_THE_ORG : TO_WRITE_ONCE
}

/** Identity, and one Collections call with its reads. */
const TO_WRITE_ONCE = 5

/** What writing a group of records takes at most, its reads included. */
export function toWrite({ settings }: Context, records: number, way: Way): number {
  const shape = { ...settings.switching, batchItems: records, collectionsUpTo: way === 'ingest-job' ? 0 : records }
  const load = { records, accounts: 1, putsPerRecord: 0 }
  // A rollback writes as a switch does, and counts nothing besides.
  return requestsOf('roll_back', load, rateOf('switch', []), shape).salesforceCalls
}

/** Why a run has to wait with its next step, as a sentence; null when there is room. */
export async function reasonFor(context: Context, step: Step, usage: KnownUsage): Promise<string | null> {
  const { apiSharePercent: sharePercent } = await currentSettings(context)
  return reasonToWait({ ...step, usage, sharePercent, reserve: await reserveOf(context, step) })
}

/** Taking a switch back takes no more than was foretold for it. */
async function reserveOf({ ports }: Context, { runId, operation }: Step): Promise<number> {
  if (operation !== 'switch') return 0
  return (await ports.tracking.predictionOf(runId))?.prediction.requests.salesforceCalls ?? 0
}

function isOld({ ports }: Context, { measuredAt }: KnownUsage): boolean {
  return ports.clock.now().getTime() - Date.parse(measuredAt) > OLD_AFTER_MS
}
