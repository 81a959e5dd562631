import type { Actor } from '../../domain/run/run.ts'
import type { Context } from '../context.ts'
import { changeSettings, type SettingChanges } from './change-settings.ts'
import { readSettings, type SettingView } from './read-settings.ts'

export interface SettingsServices {
  /** Every setting that can be changed while the service runs. */
  readSettings(): Promise<SettingView[]>
  /** Errors: PermanentError `settings.bad-value`, and whatever `admit` refuses with. */
  changeSettings(
    changes: SettingChanges,
    actor: Actor,
    admit?: (current: readonly SettingView[]) => void,
  ): Promise<SettingView[]>
}

export function settingsServices(context: Context): SettingsServices {
  return {
    readSettings: () => readSettings(context),
    changeSettings: (changes, actor, admit) => changeSettings(context, changes, actor, admit),
  }
}
