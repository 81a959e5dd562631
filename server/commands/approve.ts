import type { Command } from 'commander'
import { PermanentError } from '../domain/errors.ts'
import type { Run } from '../domain/run/run.ts'
import { formatGate, summariseRun } from './describe-run.ts'
import { findRun } from './find-run.ts'
import { followRun } from './follow-run.ts'
import type { CommandTools } from './tools.ts'

interface ApproveOptions {
  planHash?: string
  follow?: true
}

export function addApprove(program: Command, tools: CommandTools): void {
  program
    .command('approve <run>')
    .description('start a planned switch, by number or id')
    .option('--plan-hash <hash>', 'refuse any other plan than this one')
    .option('--follow', 'show progress until it ends')
    .action((name: string, options: ApproveOptions) => approveRun(tools, name, options))
}

async function approveRun(tools: CommandTools, name: string, { planHash, follow }: ApproveOptions): Promise<void> {
  await tools.withBoundServices(async (services, actor) => {
    const run = await findRun(services.tracking, name)
    const gate = await services.gateOf(run.id)
    if (gate) tools.print(formatGate(gate))
    tools.print(summariseRun(await services.approveRun(run.id, planHash ?? hashOf(run), actor)))
    if (follow) await followRun(tools, services, run.id)
  })
}

function hashOf({ number, planHash }: Run): string {
  if (planHash !== null) return planHash
  throw new PermanentError('run.not-planned', `Run ${number} is still being planned. Try again in some seconds.`)
}
