import { type Command, InvalidArgumentError } from 'commander'
import type { Preflight, PreflightLine } from '../domain/preflight/preflight.ts'
import { JSON_OPTION } from './show-run.ts'
import { printable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface PreflightOptions {
  last?: true
  countInOrg?: number
  json?: true
}

export function addPreflight(program: Command, tools: CommandTools): void {
  program
    .command('preflight')
    .description('look at the org before a switch: field, permissions, sharing, and what runs on each record')
    .option('--last', 'show the newest look instead of a new one')
    .option('--count-in-org <count>', 'records of the object as an administrator counts them', parseCountInOrg)
    .option(...JSON_OPTION)
    .action((options: PreflightOptions) => show(tools, options))
}

async function show(tools: CommandTools, { last, countInOrg, json }: PreflightOptions): Promise<void> {
  const print = (found: Preflight) => tools.print(json ? JSON.stringify(found, null, 2) : formatPreflight(found))
  if (last) return await tools.withServices(async ({ preflight }) => print(await preflight.newest()))
  await tools.withBoundServices(async ({ preflight }, actor) =>
    print(await preflight.make({ countInOrg: countInOrg ?? null }, actor)),
  )
}

function parseCountInOrg(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number.')
}

const WORDS = { passed: 'ok', warning: 'warning', inconclusive: 'unknown', failed: 'FAILED' } as const

/** A look at the org as lines: first what runs on each record, then each thing with its outcome. */
export function formatPreflight({ at, automation, lines }: Preflight): string {
  return [`Looked at the org at ${at}. ${printable(automation)}`, ...lines.map(formatLine)].join('\n')
}

function formatLine({ item, outcome, sentence }: PreflightLine): string {
  return `${WORDS[outcome].padEnd(8)} ${item}: ${printable(sentence)}`
}
