import type { Command } from 'commander'
import { parseSalesforceId } from './arguments.ts'
import { confirmAct, YES_OPTION } from './confirm.ts'
import { FOLLOW_OPTION, JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import type { CommandTools } from './tools.ts'

export function addRollback(program: Command, tools: CommandTools): void {
  program
    .command('rollback')
    .description('give one record back the URL it had before the switch')
    .argument('<record>', 'Salesforce id of the record', parseSalesforceId)
    .option(...YES_OPTION)
    .option(...FOLLOW_OPTION)
    .option(...JSON_OPTION)
    .action((recordId: string, options: ShowOptions & { yes?: true }) =>
      tools.withBoundServices(async (services, actor) => {
        await confirmAct(tools, services, `This gives record ${recordId} back the link it had before.`, options)
        const { run } = await services.rollBackRecord(recordId, actor)
        await showRun(tools, services, run, options)
      }),
    )
}
