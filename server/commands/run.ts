import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { PermanentError } from '../domain/errors.ts'
import {
  needsApproval,
  OPERATIONS,
  type Operation,
  type RunLimits,
  type RunRequest,
  type Scope,
} from '../domain/run/run.ts'
import {
  type Sample,
  USUAL_VERIFICATION,
  VERIFICATION_LEVELS,
  type VerificationLevel,
} from '../domain/verification/verification.ts'
import { collectSalesforceIds, parseCount, parsePercentage, parseSample, parseTypes } from './arguments.ts'
import { FOLLOW_OPTION, JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import type { CommandTools } from './tools.ts'

interface RunOptions extends ShowOptions {
  account?: string[]
  record?: string[]
  dryRun?: true
  types?: string[]
  percent?: number
  first?: number
  level?: VerificationLevel
  sample?: Sample
}

export function addRun(program: Command, tools: CommandTools): void {
  program
    .command('run')
    .description('plan a run, and start it when it needs no approval; a worker does the work')
    .addArgument(new Argument('<operation>', 'what to do').choices(OPERATIONS).argParser(parseOperation))
    .option('--account <id>', 'only this Account; may be given again', collectSalesforceIds)
    .option('--record <id>', 'only this record; may be given again', collectSalesforceIds)
    .option('--dry-run', 'only plan; write nothing outside the database')
    .option('--types <extensions>', 'only documents with these file extensions, such as pdf,docx', parseTypes)
    .option('--percent <share>', 'only this share of the records; always the same ones', parsePercentage)
    .option('--first <count>', 'at most this many records', parseCount)
    .addOption(
      new Option('--level <level>', 'how thoroughly to verify; head when left out').choices(VERIFICATION_LEVELS),
    )
    .option('--sample <size>', 'verify only so many, drawn at random: a number, or a share such as 5%', parseSample)
    .option(...FOLLOW_OPTION)
    .option(...JSON_OPTION)
    .action((operation: Operation, options: RunOptions) => planRun(tools, operation, options))
}

/** Words are joined by hyphens on a command line and by underscores in the API; both are understood. */
function parseOperation(text: string): Operation {
  const operation = OPERATIONS.find((name) => name === text.replaceAll('-', '_'))
  if (operation !== undefined) return operation
  throw new InvalidArgumentError(`Allowed choices are ${OPERATIONS.join(', ')}.`)
}

async function planRun(tools: CommandTools, operation: Operation, options: RunOptions): Promise<void> {
  const request = toRequest(operation, options)
  await tools.withBoundServices(async (services, actor) => {
    const { run } = await services.planRun(request, actor)
    await showRun(tools, services, run, options)
    if (needsApproval(operation) && !run.isDryRun) tools.printError(`To start it: doclift approve ${run.number}`)
  })
}

function toRequest(operation: Operation, options: RunOptions): RunRequest {
  const { account, record, dryRun } = options
  const request = { operation, scope: toScope(account, record), isDryRun: dryRun === true, limits: toLimits(options) }
  return { ...request, ...toVerification(options) }
}

function toVerification({ level, sample }: RunOptions): Pick<RunRequest, 'verification'> {
  if (level === undefined && sample === undefined) return {}
  return { verification: { level: level ?? USUAL_VERIFICATION.level, sample: sample ?? null } }
}

function toLimits({ types, percent, first }: RunOptions): RunLimits {
  return {
    ...(types === undefined ? {} : { types }),
    ...(percent === undefined ? {} : { percentage: percent }),
    ...(first === undefined ? {} : { firstRecords: first }),
  }
}

function toScope(accountIds: string[] | undefined, recordIds: string[] | undefined): Scope {
  if (accountIds && recordIds)
    throw new PermanentError('run.bad-request', 'Give either --account or --record, not both.')
  if (accountIds) return { kind: 'accounts', accountIds }
  return recordIds ? { kind: 'records', recordIds } : { kind: 'everything' }
}
