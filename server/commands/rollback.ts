import type { Command } from 'commander'
import { parseSalesforceId } from './arguments.ts'
import { summariseRun } from './describe-run.ts'
import { followRun } from './follow-run.ts'
import type { CommandTools } from './tools.ts'

export function addRollback(program: Command, tools: CommandTools): void {
  program
    .command('rollback')
    .description('give one record back the URL it had before the switch')
    .argument('<record>', 'Salesforce id of the record', parseSalesforceId)
    .option('--follow', 'show progress until it ends')
    .action((recordId: string, { follow }: { follow?: true }) =>
      tools.withBoundServices(async (services, actor) => {
        const { run } = await services.rollBackRecord(recordId, actor)
        tools.print(summariseRun(run))
        if (follow) await followRun(tools, services, run.id)
      }),
    )
}
