import type { Actor } from '../domain/run/run.ts'
import { type Context, SERVICE_ACTOR_ID } from './context.ts'
import { currentSettings } from './current-settings.ts'

const SERVICE: Actor = { id: SERVICE_ACTOR_ID, role: 'operator' }

/**
 * Makes a catch-up when the schedule has one due. Every worker asks; the ledger answers one of them, by its own time.
 * @returns whether this worker made it
 */
export async function scheduleCatchUp(context: Context): Promise<boolean> {
  const { ports, settings } = context
  const { catchUpEveryMinutes: everyMinutes } = await currentSettings(context)
  if (everyMinutes === 0) return false
  const { tracking, ids, clock, queue } = ports
  const run = {
    id: ids.next(),
    operation: 'catch_up' as const,
    scope: { kind: 'everything' as const },
    isDryRun: false,
    limits: {},
    profile: settings.profile,
    settingsFingerprint: settings.fingerprint,
  }
  const created = await tracking.createScheduledCatchUp(run, SERVICE, clock.now(), everyMinutes)
  if (created) await queue.send({ kind: 'run', runId: created.id })
  return created !== undefined
}
