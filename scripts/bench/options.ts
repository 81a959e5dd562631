import { parseArgs } from 'node:util'

/** The benchmarks there are, by the name on the command line. */
export const BENCHMARK_NAMES = ['api', 'copy', 'reports', 'salesforce'] as const
export type BenchmarkName = (typeof BENCHMARK_NAMES)[number]

export const BENCH_SIZES = ['quick', 'standard', 'full'] as const
export type BenchSize = (typeof BENCH_SIZES)[number]

export interface BenchOptions {
  name: BenchmarkName
  size: BenchSize
  /** Where the result is written as JSON. */
  jsonFile: string | undefined
}

/** The command line asks for something there is not. The message is what to print. */
export class UsageError extends Error {}

const USAGE = `Usage: npm run bench -- <${BENCHMARK_NAMES.join('|')}> [--quick|--standard|--full] [--json FILE]`

/** What the benchmark was asked for. Throws a UsageError. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args)
  const [name, ...others] = positionals
  if (!isBenchmarkName(name) || others.length > 0) {
    throw usage(
      `Expected the name of one benchmark, one of: ${BENCHMARK_NAMES.join(', ')}. Got: ${given(positionals)}.`,
    )
  }
  const sizes = BENCH_SIZES.filter((size) => values[size])
  if (sizes.length > 1) throw usage(`Expected one size at most; got --${sizes.join(' and --')}.`)
  return { name, size: sizes[0] ?? 'standard', jsonFile: values.json }
}

function parse(args: readonly string[]) {
  try {
    const size = { type: 'boolean', default: false } as const
    const options = { quick: size, standard: size, full: size, json: { type: 'string' } } as const
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    throw usage((error as Error).message)
  }
}

function isBenchmarkName(name: string | undefined): name is BenchmarkName {
  return BENCHMARK_NAMES.some((known) => known === name)
}

function given(positionals: readonly string[]): string {
  return positionals.length === 0 ? 'none' : positionals.map((name) => `"${name}"`).join(' ')
}

function usage(problem: string): UsageError {
  return new UsageError(`${problem}\n${USAGE}`)
}
