import type { Command } from 'commander'
import { findRun, RUN_ARGUMENT } from './find-run.ts'
import { JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import type { CommandTools } from './tools.ts'

export function addHalt(program: Command, tools: CommandTools): void {
  program
    .command('halt')
    .description('stop a run within 10 s; what is in flight is settled, and it says how many records that are')
    .argument(...RUN_ARGUMENT)
    .option(...JSON_OPTION)
    .action((name: string, options: ShowOptions) =>
      tools.withServices(async (services, actor) => {
        const { id } = await findRun(services.tracking, name)
        await showRun(tools, services, await services.haltRun(id, actor), options)
      }),
    )
}
