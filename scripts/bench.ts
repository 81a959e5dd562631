/**
 * `npm run bench -- <name> [--quick|--standard|--full] [--json FILE]`: measures, prints a table, and ends with 0 when all
 * that was measured went well, with 1 when something failed, with 2 when it was asked for something there is not.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { API_SCALES } from './bench/api/scale.ts'
import { benchApi } from './bench/api.ts'
import { COPY_SCALES } from './bench/copy/cases.ts'
import { benchCopy } from './bench/copy.ts'
import { abortOnSignals } from './bench/interrupt.ts'
import { type BenchmarkName, type BenchOptions, type BenchSize, readBenchOptions, UsageError } from './bench/options.ts'
import { benchReports } from './bench/reports.ts'
import { type BenchOutcome, toResult } from './bench/result.ts'
import { benchSalesforce, SALESFORCE_SCALES } from './bench/salesforce.ts'
import { PROJECT } from './demo/places.ts'

const EXIT_FAILED = 1
const EXIT_USAGE = 2
/** Benchmarks of one size share one filled ledger. */
const LEDGERS = join(PROJECT, '.doclift', 'bench', 'api')
const say = (line: string) => process.stderr.write(`${line}\n`)

const BENCHMARKS: Record<BenchmarkName, (size: BenchSize, signal: AbortSignal) => Promise<BenchOutcome>> = {
  api: (size, signal) => benchApi(API_SCALES[size], { keptIn: LEDGERS, say, signal }),
  salesforce: (size, signal) => benchSalesforce(SALESFORCE_SCALES[size], { keptIn: LEDGERS, say, signal }),
  copy: (size, signal) => benchCopy(COPY_SCALES[size], { say, signal }),
  reports: (size, signal) => benchReports({ keptIn: LEDGERS, records: API_SCALES[size].records, say, signal }),
}

async function bench({ name, size, jsonFile }: BenchOptions): Promise<number> {
  const signal = abortOnSignals()
  const { rows, table, faults } = await BENCHMARKS[name](size, signal).catch((error) => {
    throw signal.aborted ? signal.reason : error
  })
  if (jsonFile) await writeFile(jsonFile, `${JSON.stringify(toResult(name, rows, new Date()), null, 2)}\n`)
  process.stdout.write(table)
  for (const fault of faults) say(`! ${fault}`)
  return faults.length === 0 ? 0 : EXIT_FAILED
}

async function main(): Promise<number> {
  try {
    return await bench(readBenchOptions(process.argv.slice(2)))
  } catch (error) {
    say((error as Error).message)
    return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED
  }
}

process.exitCode = await main()
