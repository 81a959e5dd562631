import { Command } from 'commander'
import { addApprove } from './approve.ts'
import { addDb } from './db.ts'
import { EXIT_CODE_HELP } from './exit-codes.ts'
import { addHalt } from './halt.ts'
import { addResume } from './resume.ts'
import { addRollback } from './rollback.ts'
import { addRun } from './run.ts'
import { addRuns } from './runs.ts'
import { addStatus } from './status.ts'
import { addToken } from './token.ts'
import type { CommandTools } from './tools.ts'

const COMMANDS = [addStatus, addRuns, addRun, addApprove, addHalt, addResume, addRollback, addToken, addDb]

/** All commands. Parsing throws: CommanderError for help and wrong usage, whatever the act threw otherwise. */
export function buildProgram(tools: CommandTools): Command {
  const program = new Command('doclift')
    .description('Moves the files behind a Salesforce org’s documents to your own bucket.')
    .configureOutput({
      writeOut: (text) => tools.print(text.trimEnd()),
      writeErr: (text) => tools.printError(text.trimEnd()),
    })
    .exitOverride()
  for (const add of COMMANDS) add(program, tools)
  for (const command of everyCommand(program)) command.addHelpText('after', EXIT_CODE_HELP)
  return program
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}
