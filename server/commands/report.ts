import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { DocliftError, PermanentError } from '../domain/errors.ts'
import { REPORT_FORMATS, type ReportFormat, type ReportSelection } from '../domain/report/report.ts'
import type { Services } from '../operations/services.ts'
import { parseSalesforceId } from './arguments.ts'
import { findRun, RUN_ARGUMENT } from './find-run.ts'
import type { CommandTools } from './tools.ts'

interface ReportOptions {
  format: ReportFormat
  out?: string
}

type Select = (services: Services) => Promise<ReportSelection>

const FORMAT_OPTION = new Option('--format <format>', 'csv for spreadsheets, json for JSON lines')
  .choices(REPORT_FORMATS)
  .default('csv')

const OUT_OPTION = ['--out <file>', 'write to this file'] as const

const OF_A_RUN = [
  ['run', 'what became of every item of a run'],
  ['plan', 'the exact plan of a run: Id, old and new URL, and why a record is left out'],
  ['before-images', 'the values that a switch or a rollback overwrites, for Data Loader; as JSON, what that file is'],
  ['side-effects', 'what a switch set off in the org, each time that it was counted'],
] as const

const OF_EVERYTHING = [
  ['overview', 'coverage, Account by Account'],
  ['failures', 'every record that needs attention or is in doubt'],
  ['out-of-scope', 'every record that is out of scope, with the reason'],
  ['drift', 'everything that moved in Salesforce since it was copied'],
] as const

export function addReport(program: Command, tools: CommandTools): void {
  const report = program.command('report').description('reports as CSV or JSON lines, each of one moment')
  const write = (options: ReportOptions, select: Select) => writeReport(tools, options, select)

  for (const [name, description] of OF_A_RUN) {
    report
      .command(name)
      .description(description)
      .argument(...RUN_ARGUMENT)
      .addOption(FORMAT_OPTION)
      .option(...OUT_OPTION)
      .action((run: string, options: ReportOptions) =>
        write(options, async ({ tracking }) => ({ report: name, id: (await findRun(tracking, run)).id })),
      )
  }
  report
    .command('account')
    .description('every record of an Account')
    .argument('<account>', 'Salesforce id of the Account', parseSalesforceId)
    .addOption(FORMAT_OPTION)
    .option(...OUT_OPTION)
    .action((id: string, options: ReportOptions) => write(options, async () => ({ report: 'account', id })))
  for (const [name, description] of OF_EVERYTHING) {
    report
      .command(name)
      .description(description)
      .addOption(FORMAT_OPTION)
      .option(...OUT_OPTION)
      .action((options: ReportOptions) => write(options, async () => ({ report: name })))
  }
}

async function writeReport(tools: CommandTools, { format, out }: ReportOptions, select: Select): Promise<void> {
  await tools.withServices(async (services) => {
    const { text } = await services.reports.openReport(await select(services), format)
    if (out === undefined) return await writeText(text, tools.output, 'standard output', { end: false })
    await writeFile(text, out)
    tools.printError(`Written to ${out}.`)
  })
}

/** A file has its name only once it is whole, and only its owner may read it. */
async function writeFile(text: AsyncIterable<string>, path: string): Promise<void> {
  const unfinished = `${path}.unfinished`
  try {
    await writeText(text, createWriteStream(unfinished, { mode: 0o600 }), path)
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** @throws PermanentError `report.not-written`, and whatever reading the report throws */
async function writeText(text: AsyncIterable<string>, to: Writable, name: string, options = {}): Promise<void> {
  try {
    await pipeline(text, to, options)
  } catch (error) {
    if (error instanceof DocliftError) throw error
    const message = `The report could not be written to ${name}: ${(error as Error).message}.`
    throw new PermanentError('report.not-written', message, { cause: error })
  }
}
