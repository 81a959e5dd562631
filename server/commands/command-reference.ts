import type { Argument, Command, Option } from 'commander'

const BLOCK = /(?<=<!-- commands -->\n).*?(?=<!-- \/commands -->)/s

/** A page with the reference of all commands between its marks as it should be. */
export function withCommandReference(page: string, program: Command): string {
  const parts = actingIn(program).map(describeCommand)
  return page.replace(BLOCK, () => `\n${parts.join('\n\n')}\n\n`)
}

/** Commands that act, in the order of the help; those that only hold others take no options and are left out. */
function actingIn(command: Command): Command[] {
  const isActing = command.commands.length === 0 || command.options.length > 0
  return [...(isActing ? [command] : []), ...command.commands.flatMap(actingIn)]
}

function describeCommand(command: Command): string {
  const words = command.registeredArguments.map(nameOf)
  const heading = `### \`${[...pathOf(command), ...words].join(' ')}\``
  const rows = [...command.registeredArguments.map(describeArgument), ...command.options.map(describeOption)]
  const table = rows.length === 0 ? [] : ['', '| | |', '|---|---|', ...rows]
  return [heading, '', `${sentence(command.description())}`, ...table].join('\n')
}

function pathOf(command: Command): string[] {
  return [...(command.parent ? pathOf(command.parent) : []), command.name()]
}

function nameOf(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`
}

function describeArgument(argument: Argument): string {
  return row(nameOf(argument), argument.description, argument)
}

function describeOption(option: Option): string {
  return row(option.flags, option.description, option)
}

function row(name: string, meaning: string, { argChoices, defaultValue }: Argument | Option): string {
  const choices = argChoices ? `one of ${argChoices.join(', ')}` : ''
  const byDefault = defaultValue === undefined || defaultValue === false ? '' : `${defaultValue} by default`
  return `| \`${name}\` | ${[meaning, choices, byDefault].filter((part) => part !== '').join('; ')} |`
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
