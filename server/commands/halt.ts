import type { Command } from 'commander'
import { summariseRun } from './describe-run.ts'
import { findRun } from './find-run.ts'
import type { CommandTools } from './tools.ts'

export function addHalt(program: Command, tools: CommandTools): void {
  program
    .command('halt <run>')
    .description('stop a run, by number or id; what is in flight is settled')
    .action((name: string) =>
      tools.withServices(async (services, actor) => {
        const { id } = await findRun(services.tracking, name)
        tools.print(summariseRun(await services.haltRun(id, actor)))
      }),
    )
}
