import type { Command } from 'commander'
import { PermanentError } from '../domain/errors.ts'
import type { Run } from '../domain/run/run.ts'
import type { Services } from '../operations/services.ts'
import { confirmAct, YES_OPTION } from './confirm.ts'
import { formatGate, formatScope } from './describe-run.ts'
import { findRun, RUN_ARGUMENT } from './find-run.ts'
import { counted } from './measures.ts'
import { FOLLOW_OPTION, JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import type { CommandTools } from './tools.ts'

interface ApproveOptions extends ShowOptions {
  planHash?: string
  yes?: true
}

export function addApprove(program: Command, tools: CommandTools): void {
  program
    .command('approve')
    .description('start a planned switch')
    .argument(...RUN_ARGUMENT)
    .option('--plan-hash <hash>', 'refuse any other plan than this one')
    .option(...YES_OPTION)
    .option(...FOLLOW_OPTION)
    .option(...JSON_OPTION)
    .action((name: string, options: ApproveOptions) => approveRun(tools, name, options))
}

async function approveRun(tools: CommandTools, name: string, options: ApproveOptions): Promise<void> {
  await tools.withBoundServices(async (services, actor) => {
    const run = await findRun(services.tracking, name)
    const planHash = options.planHash ?? hashOf(run)
    const gate = await services.gateOf(run.id)
    if (gate) tools.printError(formatGate(gate))
    await confirmAct(tools, services, await describeSwitch(services, run), options)
    await showRun(tools, services, await services.approveRun(run.id, planHash, actor), options)
  })
}

async function describeSwitch({ tracking }: Services, run: Run): Promise<string> {
  const { planned } = await tracking.countsOf(run.id)
  return `Run ${run.number} switches the links of ${counted(planned, 'record')} of ${formatScope(run.scope)} in Salesforce.`
}

function hashOf({ number, planHash }: Run): string {
  if (planHash !== null) return planHash
  throw new PermanentError('run.not-planned', `Run ${number} is still being planned. Try again in some seconds.`)
}
