import { type Command, Option } from 'commander'
import type { RunHistoryLine } from '../domain/run/history.ts'
import { OPERATIONS, type Operation, RUN_STATES, type Run, type RunState } from '../domain/run/run.ts'
import { parseCount } from './arguments.ts'
import { formatCohorts } from './describe-cohorts.ts'
import { formatGuardrail } from './describe-guardrail.ts'
import {
  formatCounts,
  formatFindings,
  formatGate,
  formatScope,
  formatState,
  formatStop,
  summariseRun,
} from './describe-run.ts'
import { formatSideEffects } from './describe-side-effects.ts'
import { formatRunFailures } from './failures.ts'
import { findRun, RUN_ARGUMENT } from './find-run.ts'
import { grouped } from './measures.ts'
import { describeRun, JSON_OPTION } from './show-run.ts'
import { formatTable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface ListOptions {
  operation?: Operation
  state?: RunState
  limit: number
  json?: true
}

const DEFAULT_LIMIT = 20
const MOST_RUNS = 200

export function addRuns(program: Command, tools: CommandTools): void {
  const runs = program.command('runs').description('runs and what became of them')
  runs
    .command('list')
    .description('the newest runs')
    .addOption(new Option('--operation <operation>').choices(OPERATIONS))
    .addOption(new Option('--state <state>').choices(RUN_STATES))
    .option('--limit <count>', `at most this many, up to ${MOST_RUNS}`, parseCount, DEFAULT_LIMIT)
    .option(...JSON_OPTION)
    .action((options: ListOptions) => listRuns(tools, options))
  runs
    .command('show')
    .description('one run, with its counts, its gate and what it set off')
    .argument(...RUN_ARGUMENT)
    .option(...JSON_OPTION)
    .action((name: string, options: { json?: true }) => showRun(tools, name, options))
  runs
    .command('history')
    .description('what happened to one run, in order, and who did it')
    .argument(...RUN_ARGUMENT)
    .option(...JSON_OPTION)
    .action((name: string, options: { json?: true }) => showHistory(tools, name, options))
  runs
    .command('failures')
    .description('what one run could not do, in groups, and what to do about it')
    .argument(...RUN_ARGUMENT)
    .option(...JSON_OPTION)
    .action((name: string, options: { json?: true }) => showFailures(tools, name, options))
}

async function listRuns(tools: CommandTools, { limit, json, ...filters }: ListOptions): Promise<void> {
  await tools.withServices(async ({ tracking }) => {
    const { items } = await tracking.listRuns({ limit: Math.min(limit, MOST_RUNS), ...filters })
    tools.print(json ? JSON.stringify(items, null, 2) : formatRuns(items))
  })
}

function formatRuns(runs: readonly Run[]): string {
  if (runs.length === 0) return 'There are no such runs.'
  const columns = ['Run', 'Operation', 'Scope', 'State', 'Created', 'By'].map((title) => ({ title }))
  const rows = runs.map((run) => [
    String(run.number),
    run.operation,
    formatScope(run.scope),
    formatState(run),
    run.createdAt.slice(0, 19),
    run.createdBy,
  ])
  return formatTable(columns, rows)
}

async function showRun(tools: CommandTools, name: string, { json }: { json?: true }): Promise<void> {
  await tools.withServices(async (services) => {
    const run = await findRun(services.tracking, name)
    const { counts, gate, sideEffects, cohorts, guardrail } = await describeRun(services, run)
    if (json) return tools.print(JSON.stringify({ ...run, counts, gate, sideEffects, cohorts, guardrail }, null, 2))
    const planHash = run.planHash === null ? [] : [`Plan hash: ${run.planHash}`]
    const facts = [formatCounts(counts), ...formatFindings(counts)]
    const parts = [summariseRun(run), `Id: ${run.id}`, ...planHash, ...formatStop(run), ...facts]
    const care = [...formatSideEffects(sideEffects), ...formatCohorts(cohorts), ...formatGuardrail(guardrail)]
    tools.print([...parts, ...(gate ? [formatGate(gate)] : []), ...care].join('\n'))
  })
}

async function showHistory(tools: CommandTools, name: string, { json }: { json?: true }): Promise<void> {
  await tools.withServices(async ({ tracking }) => {
    const run = await findRun(tracking, name)
    const lines = await tracking.runHistoryOf(run.id)
    tools.print(json ? JSON.stringify(lines, null, 2) : formatHistory(lines))
  })
}

function formatHistory(lines: readonly RunHistoryLine[]): string {
  const columns = ['At', 'What', 'By', 'Why'].map((title) => ({ title }))
  const rows = lines.map((line) => [line.at.slice(0, 19), formatAct(line), line.actor, line.sentence ?? ''])
  return formatTable(columns, rows)
}

async function showFailures(tools: CommandTools, name: string, { json }: { json?: true }): Promise<void> {
  await tools.withServices(async ({ tracking, failures }) => {
    const run = await findRun(tracking, name)
    const groups = await failures.readRunFailures(run.id)
    tools.print(json ? JSON.stringify(groups, null, 2) : formatRunFailures(groups))
  })
}

/** "run.withdrawn" with 12 records is "withdrawn 12"; an end says how. */
function formatAct({ kind, state, records }: RunHistoryLine): string {
  const what = kind.replace('run.', '').replaceAll('-', ' ')
  return [what, state ?? '', records === null ? '' : grouped(records)].filter(Boolean).join(' ').replaceAll('_', ' ')
}
