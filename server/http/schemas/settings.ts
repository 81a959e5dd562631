import { type TUnsafe, Type } from 'typebox'
import { LONGEST_HOURS } from '../../domain/hours/hours.ts'
import {
  CHANGEABLE,
  type ChangeableSettings,
  SETTING_NAMES,
  type SettingName,
  type SettingValue,
} from '../../domain/settings.ts'
import { named, nullable, nullableDateTime } from './shared.ts'

/** Its type follows from the kind of the setting. */
function settingValue(description: string) {
  return Type.Unsafe<SettingValue>({ type: ['integer', 'string'], description })
}

const SettingSchema = Type.Object({
  name: Type.Enum(SETTING_NAMES),
  kind: Type.Enum(['number', 'hours'], { description: 'A whole number, or hours of the week with a time zone.' }),
  value: settingValue('What holds now.'),
  default: settingValue('What holds while nothing else is set: the value of the environment.'),
  least: nullable('integer', { description: 'Of a number; null for hours.' }),
  most: nullable('integer', { description: 'Of a number; null for hours.' }),
  sentence: Type.String({ description: 'What it is, with its unit.' }),
  changedBy: nullable('string', { description: 'Who set it; null while the default holds.' }),
  changedAt: nullableDateTime('When it was set; null while the default holds.'),
})

export const SettingsSchema = named(
  'Settings',
  Type.Object(
    { items: Type.Array(SettingSchema) },
    {
      description: 'What can be changed while the service runs.',
      examples: [
        {
          items: [
            {
              name: 'apiSharePercent',
              value: 50,
              default: 80,
              ...CHANGEABLE.apiSharePercent,
              changedBy: 'user:005000000000001AAA',
              changedAt: '2026-03-01T12:00:00.000Z',
            },
          ],
        },
      ],
    },
  ),
)

function changeOf<Name extends SettingName>(name: Name) {
  const { kind, sentence: description } = CHANGEABLE[name]
  const value =
    kind === 'number'
      ? nullable('integer', { description })
      : nullable('string', { description, maxLength: LONGEST_HOURS })
  return value as TUnsafe<ChangeableSettings[Name] | null>
}

/** The ranges are judged by the operation, whose refusal says them in words. */
export const SettingsChangeSchema = named(
  'SettingsChange',
  Type.Partial(
    Type.Object(
      Object.fromEntries(SETTING_NAMES.map((name) => [name, changeOf(name)])) as {
        [Name in SettingName]: ReturnType<typeof changeOf<Name>>
      },
    ),
    {
      additionalProperties: false,
      minProperties: 1,
      description: 'New values; null goes back to the default. What is left out stays.',
      examples: [{ apiSharePercent: 50, copyHours: 'Mon-Fri 20:00-06:00 Europe/Berlin' }],
    },
  ),
)
