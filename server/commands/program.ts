import { Command } from 'commander'
import { addAccounts } from './accounts.ts'
import { addAnalysis } from './analysis.ts'
import { addApprove } from './approve.ts'
import { addConform } from './conform.ts'
import { addDb } from './db.ts'
import { addDeadLetters } from './dead-letters.ts'
import { addDoctor } from './doctor.ts'
import { addDrift } from './drift.ts'
import { EXIT_CODE_HELP } from './exit-codes.ts'
import { addFailures } from './failures.ts'
import { addForecast } from './forecast.ts'
import { addHalt } from './halt.ts'
import { addHousekeeping } from './housekeeping.ts'
import { addLinks } from './links.ts'
import { addPause } from './pause.ts'
import { addPreflight } from './preflight.ts'
import { addReceipt } from './receipt.ts'
import { addRecords } from './records.ts'
import { addReport } from './report.ts'
import { addRestorePlan } from './restore-plan.ts'
import { addResume } from './resume.ts'
import { addRollback } from './rollback.ts'
import { addRun } from './run.ts'
import { addRuns } from './runs.ts'
import { addSeries } from './series.ts'
import { addSettings } from './settings.ts'
import { addStatus } from './status.ts'
import { addSupportBundle } from './support-bundle.ts'
import { addToken } from './token.ts'
import type { CommandTools } from './tools.ts'
import { addWebhooks } from './webhooks.ts'
import { addWhoami } from './whoami.ts'
import { addWorkers } from './workers.ts'

const COMMANDS = [
  addStatus,
  addAccounts,
  addAnalysis,
  addForecast,
  addPreflight,
  addConform,
  addSeries,
  addRuns,
  addRun,
  addApprove,
  addPause,
  addHalt,
  addResume,
  addRollback,
  addRestorePlan,
  addRecords,
  addFailures,
  addDrift,
  addReport,
  addReceipt,
  addLinks,
  addSettings,
  addWebhooks,
  addToken,
  addWhoami,
  addDoctor,
  addWorkers,
  addHousekeeping,
  addDeadLetters,
  addSupportBundle,
  addDb,
]

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
