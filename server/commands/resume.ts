import type { Command } from 'commander'
import { findRun, RUN_ARGUMENT } from './find-run.ts'
import { FOLLOW_OPTION, JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import type { CommandTools } from './tools.ts'

export function addResume(program: Command, tools: CommandTools): void {
  program
    .command('resume')
    .description('let a paused or halted run go on')
    .argument(...RUN_ARGUMENT)
    .option(...FOLLOW_OPTION)
    .option(...JSON_OPTION)
    .action((name: string, options: ShowOptions) =>
      tools.withBoundServices(async (services, actor) => {
        const { id } = await findRun(services.tracking, name)
        await showRun(tools, services, await services.resumeRun(id, actor), options)
      }),
    )
}
