import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CopyCase, CopyScale, Transport } from './copy/cases.ts'
import type { Usage } from './copy/measure.ts'
import { canUseTls, type Origin, startOrigin } from './copy/origin-process.ts'
import { type Copy, subjectsHere } from './copy/peers.ts'
import { formatCopies } from './copy/table.ts'
import type { BenchOutcome, BenchRow } from './result.ts'
import { spreadOf } from './result.ts'

export interface CopyBenchOptions {
  say: (line: string) => void
  signal: AbortSignal
}

/** What copying takes of the client, beside what an engineer would reach for; who copies first changes from round to round. */
export async function benchCopy({ cases, repetitions }: CopyScale, options: CopyBenchOptions): Promise<BenchOutcome> {
  const home = await mkdtemp(join(tmpdir(), 'doclift-bench-'))
  const rows: BenchRow[] = []
  try {
    for (const transport of transportsHere(options.say)) {
      await using running = new AsyncDisposableStack()
      const origin = running.adopt(await startOrigin(transport, home), (it) => it.stop())
      for (const one of cases) rows.push(...(await benchCase(one, repetitions, origin, options)))
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
  return { rows, table: formatCopies(rows), faults: [] }
}

function transportsHere(say: (line: string) => void): Transport[] {
  if (canUseTls()) return ['plain', 'tls']
  say('skipped: TLS (openssl is not installed)')
  return ['plain']
}

async function benchCase(
  one: CopyCase,
  repetitions: number,
  origin: Origin,
  options: CopyBenchOptions,
): Promise<BenchRow[]> {
  const name = `${one.name} ${origin.transport}`
  options.say(`Copying ${one.objects.toLocaleString('en')} objects, ${name}, ${repetitions} times by each`)
  const subjects = [...subjectsHere()]
  const usages = new Map<string, Usage[]>(subjects.map(([subject]) => [subject, []]))
  for (let round = 0; round < repetitions; round += 1) {
    for (const [subject, copy] of [
      ...subjects.slice(round % subjects.length),
      ...subjects.slice(0, round % subjects.length),
    ]) {
      usages.get(subject)?.push(await copyOnce(one, copy, origin, options))
    }
  }
  return [...usages].flatMap(([subject, taken]) => toRows(one, name, subject, taken))
}

/** @throws Error when the sink did not get what was asked for */
async function copyOnce(one: CopyCase, copy: Copy, origin: Origin, options: CopyBenchOptions): Promise<Usage> {
  const { url, caFile } = origin
  await origin.takeCounts()
  const usage = await copy(one, { origin: url, caFile }, options.signal)
  const { objects, bytes } = await origin.takeCounts()
  if (objects < one.objects || bytes < one.objects * one.sizeBytes) {
    throw new Error(
      `Expected ${one.objects} objects of ${one.sizeBytes} bytes at the sink; it got ${objects} and ${bytes} bytes.`,
    )
  }
  return usage
}

const BYTES_PER_MB = 1e6
const SMALL_BYTES = 100_000

function toRows(one: CopyCase, name: string, subject: string, usages: readonly Usage[]): BenchRow[] {
  const bytes = one.sizeBytes * one.objects
  const isSmall = one.sizeBytes < SMALL_BYTES
  const row = (metric: string, unit: string, pick: (usage: Usage) => number): BenchRow => {
    return { case: name, subject, metric, unit, ...spreadOf(usages.map(pick)) }
  }
  return [
    isSmall
      ? row('client CPU', 'ms/object', ({ cpuSeconds }) => (cpuSeconds * 1_000) / one.objects)
      : row('client CPU', 's/GB', ({ cpuSeconds }) => cpuSeconds / (bytes / 1e9)),
    isSmall
      ? row('throughput', 'objects/s', ({ seconds }) => one.objects / seconds)
      : row('throughput', 'MB/s', ({ seconds }) => bytes / BYTES_PER_MB / seconds),
    row('peak memory', 'MiB', ({ peakMemoryMib }) => peakMemoryMib),
  ]
}
