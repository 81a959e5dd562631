import { PermanentError } from './errors.ts'

/** Settings that change while the service runs. None of them concerns evidence, so the settings fingerprint has none. */

export interface ChangeableSettings {
  /** Share of the org's daily API requests up to which Doclift works, whoever uses them; percent. */
  apiSharePercent: number
  /** Objects copied at the same time by one process, at most; fewer while a host can do no more. */
  copyParallel: number
  /** How often changes in Salesforce are looked for, in minutes; 0 is never. */
  catchUpEveryMinutes: number
  /** Rows and async jobs that a hundred switched records may set off before the switch is stopped. */
  sideEffectsPer100Records: number
}

export type SettingName = keyof ChangeableSettings

export interface SettingRange {
  least: number
  most: number
  /** What it is, as a sentence with its unit. */
  sentence: string
}

export const CHANGEABLE: Readonly<Record<SettingName, SettingRange>> = {
  apiSharePercent: {
    least: 1,
    most: 100,
    sentence: 'Share of the API requests of the org and day up to which Doclift works, in percent.',
  },
  copyParallel: { least: 1, most: 256, sentence: 'Files copied at the same time by one process, at most.' },
  catchUpEveryMinutes: {
    least: 0,
    most: 10_080,
    sentence: 'How often changes in Salesforce are looked for, in minutes; 0 is never.',
  },
  sideEffectsPer100Records: {
    least: 0,
    most: 100_000,
    sentence: 'Rows and async jobs that 100 switched records may set off before the switch is stopped.',
  },
}

export const SETTING_NAMES = Object.keys(CHANGEABLE) as SettingName[]

/**
 * Refuses a value that is not a whole number in the range of its setting.
 * @throws PermanentError `settings.bad-value`
 */
export function checkSetting(name: SettingName, value: number): number {
  const { least, most } = CHANGEABLE[name]
  if (Number.isInteger(value) && value >= least && value <= most) return value
  const message = `${name} must be a whole number from ${least} to ${most}; got ${value}. Choose one in between.`
  throw new PermanentError('settings.bad-value', message)
}

export function isSettingName(text: string): text is SettingName {
  return Object.hasOwn(CHANGEABLE, text)
}
