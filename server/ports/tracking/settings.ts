import type { Actor } from '../../domain/run/run.ts'
import type { ChangeableSettings, SettingName, SettingValue } from '../../domain/settings.ts'

/** Values that were set by the API, each with who set it and when. */
export type SettingOverrides = {
  [Name in SettingName]?: { value: ChangeableSettings[Name]; changedBy: string; changedAt: string }
}

/** Settings that change while the service runs; those that were never set are the environment's. */
export interface SettingsStore {
  readSettings(): Promise<SettingOverrides>
  /**
   * Sets values, or takes them back where null is given, and notes the old and the new ones in the audit log.
   * @param decide sees what is set at the moment of the change, which nobody else changes meanwhile; throws to refuse
   */
  changeSettings(
    decide: (current: SettingOverrides) => Partial<Record<SettingName, SettingValue | null>>,
    actor: Actor,
    at: Date,
  ): Promise<void>
}
