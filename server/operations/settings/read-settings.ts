import {
  CHANGEABLE,
  type ChangeableSettings,
  SETTING_NAMES,
  type SettingName,
  type SettingValue,
} from '../../domain/settings.ts'
import type { SettingOverrides } from '../../ports/tracking/settings.ts'
import type { Context } from '../context.ts'

/** One setting as people see it. */
export interface SettingView {
  name: SettingName
  /** Of a number there are the least and the most; hours are a text. */
  kind: 'number' | 'hours'
  /** What holds now. */
  value: SettingValue
  /** What holds when nothing else is set: the value of the environment. */
  default: SettingValue
  least: number | null
  most: number | null
  sentence: string
  /** Who set it; null while the default holds. */
  changedBy: string | null
  changedAt: string | null
}

/** Every setting that can be changed while the service runs, as it is now. */
export async function readSettings({ ports, settings }: Context): Promise<SettingView[]> {
  return toViews(settings.changeable, await ports.tracking.readSettings())
}

/** All settings in their order, each with who set it. */
export function toViews(defaults: ChangeableSettings, overrides: SettingOverrides): SettingView[] {
  return SETTING_NAMES.map((name) => ({
    name,
    value: overrides[name]?.value ?? defaults[name],
    default: defaults[name],
    least: null,
    most: null,
    ...CHANGEABLE[name],
    changedBy: overrides[name]?.changedBy ?? null,
    changedAt: overrides[name]?.changedAt ?? null,
  }))
}
