import { type Command, Option } from 'commander'
import { ROLES, type Role } from '../domain/run/run.ts'
import { parseCount } from './arguments.ts'
import type { CommandTools } from './tools.ts'

const DEFAULT_LIFE_DAYS = 90

export function addToken(program: Command, tools: CommandTools): void {
  const token = program.command('token').description('tokens for automation')
  token
    .command('create')
    .description('create a token; it is shown once')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--days <days>', 'how long it is valid', parseCount, DEFAULT_LIFE_DAYS)
    .action((options: { name: string; role: Role; days: number }) => createToken(tools, options))
}

async function createToken(tools: CommandTools, options: { name: string; role: Role; days: number }): Promise<void> {
  await tools.withServices(async (services, actor) => {
    const request = { name: options.name, role: options.role, lifeDays: options.days }
    const created = await services.createToken(request, actor)
    tools.printError(
      `Token "${created.name}", role ${created.role}, valid until ${created.expiresAt}. Keep it; it is shown once.`,
    )
    tools.print(created.token)
  })
}
