import type { Command } from 'commander'
import { findRun } from './find-run.ts'
import { JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import type { CommandTools } from './tools.ts'

export function addHalt(program: Command, tools: CommandTools): void {
  program
    .command('halt <run>')
    .description('stop a run, by number or id; what is in flight is settled')
    .option(...JSON_OPTION)
    .action((name: string, options: ShowOptions) =>
      tools.withServices(async (services, actor) => {
        const { id } = await findRun(services.tracking, name)
        await showRun(tools, services, await services.haltRun(id, actor), options)
      }),
    )
}
