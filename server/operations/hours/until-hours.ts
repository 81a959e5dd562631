import { FatalError } from '../../domain/errors.ts'
import { type Hours, parseHours } from '../../domain/hours/hours.ts'
import { isOpen, nextOpening } from '../../domain/hours/opening.ts'
import { hoursOf, hoursSentence, OUTSIDE_HOURS } from '../../domain/run/pause.ts'
import type { Operation } from '../../domain/run/run.ts'
import type { HoursSettingName } from '../../domain/settings.ts'
import type { Context } from '../context.ts'
import { currentSettings } from '../current-settings.ts'

/** Why a run waits until its hours begin. */
export interface WaitForHours {
  code: string
  sentence: string
  resumeAt: Date
}

/**
 * What a run of this operation has to wait for now; undefined within its hours, and when it keeps to none.
 * @throws FatalError `settings.bad-value` when this process does not know the time zone that was set
 */
export async function untilHours(context: Context, operation: Operation): Promise<WaitForHours | undefined> {
  const setting = hoursOf(operation)
  if (setting === null) return undefined
  const hours = toHours(setting, (await currentSettings(context))[setting])
  const now = context.ports.clock.now()
  if (hours === null || isOpen(hours, now)) return undefined
  const resumeAt = nextOpening(hours, now) ?? now
  return { code: OUTSIDE_HOURS, sentence: hoursSentence(setting, hours, resumeAt), resumeAt }
}

/** What was set was checked by the process that set it, which may know other time zones. */
function toHours(setting: HoursSettingName, text: string): Hours | null {
  const hours = parseHours(text)
  if (hours === null || !('problem' in hours)) return hours
  throw new FatalError('settings.bad-value', `${setting} is set to "${text}". ${hours.problem} Set it anew.`)
}
