import type { Command } from 'commander'
import type { Allowance, Forecast, ForecastStep } from '../domain/forecast/forecast.ts'
import type { RunForecast } from '../operations/analysis/read-run-forecast.ts'
import { findRun } from './find-run.ts'
import { formatBytes, formatPercent, grouped } from './measures.ts'
import { formatDuration } from './progress-bar.ts'
import { JSON_OPTION } from './show-run.ts'
import { type Column, formatTable } from './table.ts'
import type { CommandTools } from './tools.ts'

interface ForecastOptions {
  run?: string
  json?: true
}

const right = (title: string): Column => ({ title, align: 'right' })

export function addForecast(program: Command, tools: CommandTools): void {
  program
    .command('forecast')
    .description('what is left to do: requests, bytes, money and hours')
    .option('--run <run>', 'what was predicted for this run beside what it took')
    .option(...JSON_OPTION)
    .action((options: ForecastOptions) => showForecast(tools, options))
}

async function showForecast(tools: CommandTools, { run: name, json }: ForecastOptions): Promise<void> {
  await tools.withServices(async ({ analysis, tracking }) => {
    if (name === undefined) {
      const forecast = await analysis.forecast()
      return tools.print(json ? JSON.stringify(forecast, null, 2) : formatForecast(forecast))
    }
    const compared = await analysis.forecastOfRun((await findRun(tracking, name)).id)
    tools.print(json ? JSON.stringify(compared, null, 2) : formatRunForecast(compared))
  })
}

function formatForecast({ steps, cost, salesforce, notes }: Forecast): string {
  const { prices } = cost
  return [
    formatSteps(steps),
    formatRequests(steps),
    `Storage: ${cost.storagePerMonth} USD a month. Requests: ${cost.requests} USD once.`,
    `Prices: ${prices.name}, list prices of ${prices.asOf}, ${prices.source}`,
    formatAllowance(salesforce),
    ...notes,
  ].join('\n')
}

function formatSteps(steps: readonly ForecastStep[]): string {
  const rows = steps.map((step) => [
    step.operation,
    grouped(step.records),
    step.operation === 'back_up' ? formatBytes(step.bytes) : '',
    formatDuration(step.seconds),
    `${step.rate.recordsPerSecond.toPrecision(3)}/s ${step.rate.basis}`,
  ])
  return formatTable([{ title: 'Left' }, right('Records'), right('Bytes'), right('Time'), { title: 'Rate' }], rows)
}

function formatRequests(steps: readonly ForecastStep[]): string {
  const rows = steps.map(({ operation, requests }) => [
    operation,
    grouped(requests.salesforceCalls),
    grouped(requests.bulkBatches),
    grouped(requests.vendorCalls),
    grouped(requests.storePuts),
    grouped(requests.storeGets),
  ])
  const columns = ['Salesforce', 'Bulk', 'Vendor', 'PUT', 'GET'].map(right)
  return formatTable([{ title: 'Requests' }, ...columns], rows)
}

function formatAllowance({ left, needed, fits }: Allowance): string {
  if (left === null) return `Salesforce: ${grouped(needed)} calls are needed; how many are left today is not known yet.`
  const verdict = fits ? 'That suffices.' : 'That does not suffice for one day.'
  return `Salesforce: ${grouped(needed)} calls are needed; ${grouped(left)} are left today. ${verdict}`
}

function formatRunForecast({ runNumber, predicted, actual, errorPercent, state }: RunForecast): string {
  const row = (name: 'records' | 'bytes' | 'seconds', format: (value: number) => string) => [
    name,
    format(predicted[name]),
    actual === null ? '' : format(actual[name]),
    formatPercent(errorPercent[name]),
  ]
  const rows = [row('records', grouped), row('bytes', formatBytes), row('seconds', formatDuration)]
  const columns = [{ title: 'What' }, right('Predicted'), right('Actual'), right('Error')]
  return `Run ${runNumber}, ${predicted.operation}, ${state.replace('_', ' ')}.\n${formatTable(columns, rows)}`
}
