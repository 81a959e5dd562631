import type { Command } from 'commander'
import { PermanentError } from '../domain/errors.ts'
import type { Actor, Run, Scope } from '../domain/run/run.ts'
import type { Services } from '../operations/services.ts'
import { parseSalesforceId } from './arguments.ts'
import { confirmAct, YES_OPTION } from './confirm.ts'
import { findRun } from './find-run.ts'
import { FOLLOW_OPTION, JSON_OPTION, type ShowOptions, showRun } from './show-run.ts'
import type { CommandTools } from './tools.ts'

interface RollbackOptions extends ShowOptions {
  account?: string
  run?: string
  everything?: true
  override?: true
  yes?: true
}

/** What goes back, as a sentence for whoever confirms it, and how it is started. */
interface WayBack {
  sentence: string
  start(services: Services, actor: Actor): Promise<{ run: Run }>
}

export function addRollback(program: Command, tools: CommandTools): void {
  program
    .command('rollback')
    .description('give records back the URL they had before the switch: one, those of an Account, of a run, or all')
    .argument('[record]', 'Salesforce id of the record', parseSalesforceId)
    .option('--account <id>', 'every switched record of this Account', parseSalesforceId)
    .option('--run <run>', 'what this switch wrote, by number or id; one that has not ended is stopped first')
    .option('--everything', 'every switched record')
    .option('--override', 'one record, also when somebody else changed it; its present value is lost')
    .option(...YES_OPTION)
    .option(...FOLLOW_OPTION)
    .option(...JSON_OPTION)
    .action((record: string | undefined, options: RollbackOptions) =>
      rollBack(tools, wayBack(record, options), options),
    )
}

async function rollBack(tools: CommandTools, way: WayBack, options: RollbackOptions): Promise<void> {
  await tools.withBoundServices(async (services, actor) => {
    await confirmAct(tools, services, way.sentence, options)
    const { run } = await way.start(services, actor)
    await showRun(tools, services, run, options)
  })
}

/** @throws PermanentError `run.bad-request` unless exactly one way is named */
function wayBack(record: string | undefined, { account, run, everything, override }: RollbackOptions): WayBack {
  const ways = [
    ...(record === undefined ? [] : [override ? overriding(record) : ofRecord(record)]),
    ...(account === undefined ? [] : [ofAccount(account)]),
    ...(run === undefined ? [] : [ofRun(run)]),
    ...(everything ? [ofEverything()] : []),
  ]
  const [way] = ways
  if (way && ways.length === 1 && (record !== undefined || !override)) return way
  const sentence = 'Name one of: a record (with --override if need be), --account, --run, --everything.'
  throw new PermanentError('run.bad-request', sentence)
}

function ofRecord(recordId: string): WayBack {
  return {
    sentence: `This gives record ${recordId} back the link it had before.`,
    start: ({ rollback }, actor) => rollback.rollBackRecord(recordId, actor),
  }
}

function overriding(recordId: string): WayBack {
  const sentence = `This gives record ${recordId} back the link it had before, also over what somebody else has put there.`
  return planned(sentence, { kind: 'records', recordIds: [recordId], overridesConflicts: true })
}

function ofAccount(accountId: string): WayBack {
  const sentence = `This gives every switched record of Account ${accountId} back the link it had before.`
  return planned(sentence, { kind: 'accounts', accountIds: [accountId] })
}

function ofEverything(): WayBack {
  return planned('This gives every switched record back the link it had before.', { kind: 'everything' })
}

function ofRun(name: string): WayBack {
  return {
    sentence: `This takes back everything that run ${name} wrote. If it has not ended, it is stopped.`,
    start: async ({ tracking, rollback }, actor) => rollback.rollBackRun((await findRun(tracking, name)).id, actor),
  }
}

function planned(sentence: string, scope: Scope): WayBack {
  const request = { operation: 'roll_back' as const, scope, isDryRun: false, limits: {} }
  return { sentence, start: ({ planRun }, actor) => planRun(request, actor) }
}
