import { type Command, InvalidArgumentError } from 'commander'
import { CHANGEABLE, isSettingName, SETTING_NAMES, type SettingName, type SettingValue } from '../domain/settings.ts'
import type { SettingView } from '../operations/settings/read-settings.ts'
import { JSON_OPTION } from './show-run.ts'
import { formatTable, printable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface Options {
  json?: true
}

const NAME = ['<name>', `one of ${SETTING_NAMES.join(', ')}`, parseName] as const

export function addSettings(program: Command, tools: CommandTools): void {
  const settings = program.command('settings').description('what can be changed while the service runs')
  settings
    .command('get')
    .description('all settings, or one')
    .argument('[name]', NAME[1], parseName)
    .option(...JSON_OPTION)
    .action((name: SettingName | undefined, options: Options) => showSettings(tools, name, options))
  settings
    .command('set')
    .description('change a setting for all processes')
    .argument(...NAME)
    .argument('<value>', 'a whole number, hours in quotes, or "default" for the value of the environment')
    .option(...JSON_OPTION)
    .action((name: SettingName, text: string, options: Options) =>
      changeSetting(tools, name, text === 'default' ? null : parseValue(name, text), options),
    )
}

function showSettings(tools: CommandTools, name: SettingName | undefined, options: Options): Promise<void> {
  return tools.withServices(async ({ settings }) => {
    const items = await settings.readSettings()
    show(tools, name === undefined ? items : items.filter((item) => item.name === name), options)
  })
}

function changeSetting(
  tools: CommandTools,
  name: SettingName,
  value: SettingValue | null,
  options: Options,
): Promise<void> {
  return tools.withServices(async ({ settings }, actor) => {
    const items = await settings.changeSettings({ [name]: value }, actor)
    show(
      tools,
      items.filter((item) => item.name === name),
      options,
    )
  })
}

function show(tools: CommandTools, items: readonly SettingView[], { json }: Options): void {
  tools.print(json ? JSON.stringify(items, null, 2) : formatSettings(items))
}

function formatSettings(items: readonly SettingView[]): string {
  const rows = items.map((item) => [
    item.name,
    String(item.value),
    String(item.default),
    item.changedBy === null ? '' : printable(item.changedBy),
    item.sentence,
  ])
  const right = { align: 'right' as const }
  const columns = [
    { title: 'Setting' },
    { title: 'Value', ...right },
    { title: 'Default', ...right },
    { title: 'Set by' },
    { title: 'What it is' },
  ]
  return formatTable(columns, rows)
}

function parseName(text: string): SettingName {
  if (isSettingName(text)) return text
  throw new InvalidArgumentError(`It must be one of ${SETTING_NAMES.join(', ')}.`)
}

function parseValue(name: SettingName, text: string): SettingValue {
  if (CHANGEABLE[name].kind === 'hours') return text
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number, or "default".')
}
