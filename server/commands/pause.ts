import type { Command } from 'commander'
import { findRun, RUN_ARGUMENT } from './find-run.ts'
import { JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import type { CommandTools } from './tools.ts'

export function addPause(program: Command, tools: CommandTools): void {
  program
    .command('pause')
    .description('let a run rest until it is resumed; what is in flight is settled')
    .argument(...RUN_ARGUMENT)
    .option(...JSON_OPTION)
    .action((name: string, options: ShowOptions) =>
      tools.withServices(async (services, actor) => {
        const { id } = await findRun(services.tracking, name)
        await showRun(tools, services, await services.pauseRun(id, actor), options)
      }),
    )
}
