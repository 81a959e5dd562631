import type { Actor } from '../../domain/run/run.ts'
import { checkSetting, type SettingName, type SettingValue } from '../../domain/settings.ts'
import type { Context } from '../context.ts'
import { readSettings, type SettingView, toViews } from './read-settings.ts'

/** New values; null goes back to the value of the environment. */
export type SettingChanges = Partial<Record<SettingName, SettingValue | null>>

/**
 * Changes settings for all processes; each reads them when it next needs them. Old and new values are audited.
 * @param admit sees the settings as they are at the moment of the change, and throws to refuse it
 * @throws PermanentError `settings.bad-value`
 */
export async function changeSettings(
  context: Context,
  changes: SettingChanges,
  actor: Actor,
  admit: (current: readonly SettingView[]) => void = () => undefined,
): Promise<SettingView[]> {
  const { ports, settings } = context
  const checked = checkChanges(changes)
  const decide: Parameters<typeof ports.tracking.changeSettings>[0] = (current) => {
    admit(toViews(settings.changeable, current))
    return checked
  }
  await ports.tracking.changeSettings(decide, actor, ports.clock.now())
  return await readSettings(context)
}

function checkChanges(changes: SettingChanges): SettingChanges {
  const given = Object.entries(changes) as [SettingName, SettingValue | null][]
  return Object.fromEntries(given.map(([name, value]) => [name, value === null ? null : checkSetting(name, value)]))
}
