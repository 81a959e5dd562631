import { FatalError } from '../../domain/errors.ts'
import { type Hours, parseHours } from '../../domain/hours/hours.ts'
import { isOpen, nextOpening } from '../../domain/hours/opening.ts'
import { hoursSentence, OUTSIDE_HOURS } from '../../domain/run/pause.ts'
import type { Context } from '../context.ts'
import { currentSettings } from '../current-settings.ts'

/** Why a run waits until the hours of copying begin. */
export interface WaitForHours {
  code: string
  sentence: string
  resumeAt: Date
}

/**
 * What a run that copies has to wait for now; undefined within the hours, and when none are set.
 * @throws FatalError `settings.bad-value` when this process does not know the time zone that was set
 */
export async function untilHours(context: Context): Promise<WaitForHours | undefined> {
  const hours = toHours((await currentSettings(context)).copyHours)
  const now = context.ports.clock.now()
  if (hours === null || isOpen(hours, now)) return undefined
  const resumeAt = nextOpening(hours, now) ?? now
  return { code: OUTSIDE_HOURS, sentence: hoursSentence(hours, resumeAt), resumeAt }
}

/** What was set was checked by the process that set it, which may know other time zones. */
function toHours(text: string): Hours | null {
  const hours = parseHours(text)
  if (hours === null || !('problem' in hours)) return hours
  throw new FatalError('settings.bad-value', `copyHours is set to "${text}". ${hours.problem} Set it anew.`)
}
