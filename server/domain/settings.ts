import { PermanentError } from './errors.ts'
import { formatHours, HOURS_EXAMPLE, parseHours } from './hours/hours.ts'

/** Settings that change while the service runs. None of them concerns evidence, so the settings fingerprint has none. */

export interface ChangeableSettings {
  /** Share of the org's daily API requests up to which Doclift works, whoever uses them; percent. */
  apiSharePercent: number
  /** Objects copied at the same time by one service or worker, at most, its processes together; fewer while a host can do no more. */
  copyParallel: number
  /** Bytes copied in a second by one service or worker, at most, its processes together, in millions; 0 is no limit. */
  copyMegabytesPerSecond: number
  /** How often changes in Salesforce are looked for, in minutes; 0 is never. */
  catchUpEveryMinutes: number
  /** Rows and async jobs that a hundred switched records may set off before the switch is stopped. */
  sideEffectsPer100Records: number
  /** When files are copied and verified, as `formatHours` writes it. */
  copyHours: string
  /** When links are switched, as `formatHours` writes it. */
  switchHours: string
}

export type SettingName = keyof ChangeableSettings
export type HoursSettingName = 'copyHours' | 'switchHours'
export type SettingValue = ChangeableSettings[SettingName]

interface NumberSetting {
  kind: 'number'
  least: number
  most: number
  /** What it is, as a sentence with its unit. */
  sentence: string
}

/** Hours of the week with a time zone, or "always". */
interface HoursSetting {
  kind: 'hours'
  sentence: string
}

type SettingKinds = {
  [Name in SettingName]: ChangeableSettings[Name] extends number ? NumberSetting : HoursSetting
}

export const CHANGEABLE: Readonly<SettingKinds> = {
  apiSharePercent: {
    kind: 'number',
    least: 1,
    most: 100,
    sentence: 'Share of the API requests of the org and day up to which Doclift works, in percent.',
  },
  copyParallel: {
    kind: 'number',
    least: 1,
    most: 256,
    sentence: 'Files copied at the same time by one service or worker, at most; its processes share them.',
  },
  catchUpEveryMinutes: {
    kind: 'number',
    least: 0,
    most: 10_080,
    sentence: 'How often changes in Salesforce are looked for, in minutes; 0 is never.',
  },
  sideEffectsPer100Records: {
    kind: 'number',
    least: 0,
    most: 100_000,
    sentence: 'Rows and async jobs that 100 switched records may set off before the switch is stopped.',
  },
  copyMegabytesPerSecond: {
    kind: 'number',
    least: 0,
    most: 10_000,
    sentence:
      'Megabytes copied in a second by one service or worker, at most; its processes share them; 0 is no limit.',
  },
  copyHours: {
    kind: 'hours',
    sentence: `Hours in which files are copied and verified, with their time zone, such as ${HOURS_EXAMPLE}; or always.`,
  },
  switchHours: {
    kind: 'hours',
    sentence: `Hours in which links are switched, with their time zone, such as ${HOURS_EXAMPLE}; or always.`,
  },
}

export const SETTING_NAMES = Object.keys(CHANGEABLE) as SettingName[]

/**
 * Refuses a value that its setting cannot have.
 * @returns the value as it is kept
 * @throws PermanentError `settings.bad-value`
 */
export function checkSetting(name: SettingName, value: SettingValue): SettingValue {
  const setting = CHANGEABLE[name]
  return setting.kind === 'number' ? checkNumber(name, setting, value) : checkHours(name, value)
}

function checkNumber(name: SettingName, { least, most }: NumberSetting, value: SettingValue): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw badValue(`${name} must be a whole number from ${least} to ${most}; got ${value}. Choose one in between.`)
}

function checkHours(name: SettingName, value: SettingValue): string {
  const hours = parseHours(String(value))
  if (hours === null || !('problem' in hours)) return formatHours(hours)
  throw badValue(`${name} must be "always", or hours such as ${HOURS_EXAMPLE}. ${hours.problem}`)
}

function badValue(message: string): PermanentError {
  return new PermanentError('settings.bad-value', message)
}

export function isSettingName(text: string): text is SettingName {
  return Object.hasOwn(CHANGEABLE, text)
}
