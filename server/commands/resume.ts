import type { Command } from 'commander'
import { summariseRun } from './describe-run.ts'
import { findRun } from './find-run.ts'
import type { CommandTools } from './tools.ts'

export function addResume(program: Command, tools: CommandTools): void {
  program
    .command('resume <run>')
    .description('let a halted run go on, by number or id')
    .action((name: string) =>
      tools.withBoundServices(async (services, actor) => {
        const { id } = await findRun(services.tracking, name)
        tools.print(summariseRun(await services.resumeRun(id, actor)))
      }),
    )
}
