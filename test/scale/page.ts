import { cpus, totalmem } from 'node:os'
import { describeTrials, type WorkerTrial } from './compare-workers.ts'
import { ACTS, type Act, type Cost, type Count, type Measured } from './cost.ts'
import { growthOf, type Metric } from './judge.ts'
import type { StatusCall } from './status-calls.ts'

/** All that one run of the tier found. */
export interface Figures {
  measured: readonly Measured[]
  statusCalls: readonly StatusCall[]
  /** The same work by one worker and by several; empty when it was not compared. */
  trials: readonly WorkerTrial[]
  workers: number
  /** The command line that gave them. */
  command: string
  endedAt: Date
}

type Tables = Pick<Figures, 'measured' | 'statusCalls' | 'trials'>
type Column = readonly [title: string, of: (measured: Measured) => string]

const MIB = 1024 * 1024

const COLUMNS: readonly Column[] = [
  ['Records', ({ records }) => count(records)],
  ['Seconds', ({ cost }) => cost.seconds.toFixed(1)],
  ['Statements', ({ cost }) => count(cost.statements)],
  ['for a record', (one) => perRecord(one, 'statements', 3)],
  ['Pages for a record', (one) => perRecord(one, 'pages', 1)],
  ['Calls to Salesforce', ({ cost }) => count(cost.apiCalls)],
  ['Requests to the store', ({ cost }) => count(cost.storeRequests)],
  ['Database, MiB', ({ cost }) => (cost.databaseBytes / MIB).toFixed(1)],
  ['bytes for a record', (one) => perRecord(one, 'databaseBytes', 0)],
  ['Memory, MiB: worker', ({ cost }) => memoryOf(cost, 'worker')],
  ['service', ({ cost }) => memoryOf(cost, 'service')],
  ['PostgreSQL', ({ cost }) => memoryOf(cost, 'database')],
]

const METRICS: Readonly<Record<Metric, string>> = {
  seconds: 'Seconds',
  statements: 'Statements',
  pages: 'Pages',
  apiCalls: 'Calls to Salesforce',
  storeRequests: 'Requests to the store',
  databaseBytes: 'Database',
}

/** The figures as tables that people read, in Markdown. */
export function formatTables({ measured, statusCalls, trials }: Tables): string {
  return [
    ...ACTS.flatMap((act) => actTable(act, measured)),
    ...growthTable(measured),
    ...statusTable(statusCalls),
    ...describeTrials(trials),
  ].join('\n')
}

/** docs/scale.md. */
export function formatPage(figures: Figures): string {
  const { workers, command, endedAt } = figures
  const gib = Math.round(totalmem() / 1024 ** 3)
  const one = workers === 1 ? 'one worker process' : `${workers} worker processes`
  return `# What grows with the records, and how fast

${INTRODUCTION}

## Measured

\`${command}\` on ${endedAt.toISOString().slice(0, 10)}: ${cpus().length} cores, ${gib} GiB, Node ${process.versions.node}, PostgreSQL 18 (embedded), ${one}, sandbox and PostgreSQL on the same machine. Seconds are those of a machine that others used too.

${formatTables(figures).trimEnd()}
`
}

const INTRODUCTION = `\`npm run test:scale\` carries out a whole migration for each size with real processes: a service, workers, PostgreSQL, and the sandbox for org, vendor and store. Every entry of the org is inventoried, every document copied (of 4 KiB at most, because bytes are no part of what grows here), every link switched through the gate, and a tenth taken back. \`-- --records 10000,100000\` sets the sizes, \`--workers N\` the worker processes, \`--json FILE\` writes the figures, \`--write-docs\` writes this page.

What it asserts does not depend on how fast the machine is: with which power of the records the counts grow, that they are no more than so much for a run and so much for each record, at most 256 MiB for each worker and the service, and that a status call asks as many statements of any number of records and looks at a few hundred pages at most. Seconds are told, never judged.

- *Statements* are those that service and workers send for the work, from \`pg_stat_statements\`. What they send every few seconds although there is nothing to do, \`begin\` and \`commit\` among it, is told apart by watching an idle worker first, and left out.
- *Pages* are of 8 KiB and were looked at by all statements and their triggers, from memory or disk. A scan of a whole table for each batch would make them grow with the square of the records, while the statements stay linear.
- *Database* is what was added to an empty one, with indexes and what is not vacuumed yet.
- *Memory* is the peak while the act went on: resident for worker and service; for PostgreSQL the shares of all its processes together, looked at once a second.
- *Exponents*: 1 is twice as much for twice the records, 0 is the same for any number.`

function actTable(act: Act, measured: readonly Measured[]): string[] {
  const rows = measured.filter((one) => one.act === act)
  const title = `### ${act[0]?.toUpperCase()}${act.slice(1)}`
  return [
    title,
    '',
    ...table(
      COLUMNS.map(([name]) => name),
      rows.map((one) => COLUMNS.map(([, of]) => of(one))),
    ),
    '',
  ]
}

function growthTable(measured: readonly Measured[]): string[] {
  const growth = growthOf(measured)
  const metrics = Object.keys(METRICS) as Metric[]
  const exponent = (act: Act, metric: Metric) =>
    growth.find((one) => one.act === act && one.metric === metric)?.exponent?.toFixed(2) ?? ''
  const header = ['Exponent', ...metrics.map((metric) => METRICS[metric])]
  const rows = ACTS.map((act) => [act, ...metrics.map((metric) => exponent(act, metric))])
  return ['### How it grows', '', ...table(header, rows), '']
}

function statusTable(calls: readonly StatusCall[]): string[] {
  const sizes = [...new Set(calls.map(({ records }) => records))]
  const names = [...new Set(calls.map(({ name }) => name))]
  const cell = (name: string, records: number) => {
    const call = calls.find((one) => one.name === name && one.records === records)
    return call ? `${call.statements} / ${count(call.pages)}` : ''
  }
  const header = ['Statements / pages', ...sizes.map((size) => `${count(size)} records`)]
  const rows = names.map((name) => [name, ...sizes.map((size) => cell(name, size))])
  return ['### Status calls', '', ...table(header, rows), '']
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = `|${header.map((_, at) => (at === 0 ? '---' : '---:')).join('|')}|`
  return [line(header), rule, ...rows.map(line)]
}

function perRecord({ records, cost }: Measured, metric: Count, digits: number): string {
  return (cost[metric] / records).toFixed(digits)
}

function memoryOf({ memory }: Cost, name: 'worker' | 'service' | 'database'): string {
  return memory === undefined ? '' : memory[name].toFixed(0)
}

function count(value: number): string {
  return value.toLocaleString('en')
}
