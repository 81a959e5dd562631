import type { ChangeableSettings } from '../domain/settings.ts'
import { SETTING_NAMES } from '../domain/settings.ts'
import type { SettingOverrides } from '../ports/tracking/settings.ts'
import type { Context } from './context.ts'

type SettingsContext = { ports: { tracking: Pick<Context['ports']['tracking'], 'readSettings'> } } & {
  settings: Pick<Context['settings'], 'changeable'>
}

/** The settings that hold at this moment: what was set by the API, and the environment's for the rest. */
export async function currentSettings({ ports, settings }: SettingsContext): Promise<ChangeableSettings> {
  return withOverrides(settings.changeable, await ports.tracking.readSettings())
}

/** The defaults with everything that was set in their place. */
export function withOverrides(defaults: ChangeableSettings, overrides: SettingOverrides): ChangeableSettings {
  const values = SETTING_NAMES.map((name) => [name, overrides[name]?.value ?? defaults[name]])
  return Object.fromEntries(values) as ChangeableSettings
}
