import { Type } from 'typebox'
import { CHANGEABLE, SETTING_NAMES, type SettingName } from '../../domain/settings.ts'
import { named, nullable, nullableDateTime } from './shared.ts'

const SettingSchema = Type.Object({
  name: Type.Enum(SETTING_NAMES),
  value: Type.Integer({ description: 'What holds now.' }),
  default: Type.Integer({ description: 'What holds while nothing else is set: the value of the environment.' }),
  least: Type.Integer(),
  most: Type.Integer(),
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

/** The ranges are judged by the operation, whose refusal says them in words. */
export const SettingsChangeSchema = named(
  'SettingsChange',
  Type.Partial(
    Type.Object(
      Object.fromEntries(
        SETTING_NAMES.map((name) => [name, nullable('integer', { description: CHANGEABLE[name].sentence })]),
      ) as Record<SettingName, ReturnType<typeof nullable<'integer'>>>,
    ),
    {
      additionalProperties: false,
      minProperties: 1,
      description: 'New values; null goes back to the default. What is left out stays.',
      examples: [{ apiSharePercent: 50 }],
    },
  ),
)
