import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CopyCase, type CopyScale, TRANSPORTS, type Transport } from './copy/cases.ts'
import { missingForCeph, openCephPlace } from './copy/ceph-place.ts'
import type { Usage } from './copy/measure.ts'
import { canUseTls } from './copy/origin-process.ts'
import type { Copy, CopyPlace } from './copy/place.ts'
import { formatCopies } from './copy/table.ts'
import { openWebPlace } from './copy/web-place.ts'
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
    for (const transport of TRANSPORTS.filter((one) => isHere(one, options.say))) {
      await using running = new AsyncDisposableStack()
      const place = running.adopt(await openPlace(transport, home, options), (it) => it.stop())
      for (const one of cases[transport]) rows.push(...(await benchCase(one, repetitions, place, options)))
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
  return { rows, table: formatCopies(rows), faults: [] }
}

function isHere(transport: Transport, say: (line: string) => void): boolean {
  const missing = { plain: [], tls: canUseTls() ? [] : ['openssl'], ceph: missingForCeph() }[transport]
  if (missing.length > 0) say(`skipped: ${transport} (not installed: ${missing.join(', ')})`)
  return missing.length === 0
}

function openPlace(transport: Transport, home: string, options: CopyBenchOptions): Promise<CopyPlace> {
  return transport === 'ceph' ? openCephPlace(home, options) : openWebPlace(transport, home)
}

async function benchCase(
  one: CopyCase,
  repetitions: number,
  place: CopyPlace,
  options: CopyBenchOptions,
): Promise<BenchRow[]> {
  const name = `${one.name} ${place.transport}`
  const what = one.objects === 1 ? '1 object' : `${one.objects.toLocaleString('en')} objects`
  options.say(`Copying ${what}, ${name}, ${repetitions === 1 ? 'once' : `${repetitions} times`} by each`)
  await place.prepare(one)
  await place.takeCounts()
  const subjects = [...place.subjects]
  const usages = new Map<string, Usage[]>(subjects.map(([subject]) => [subject, []]))
  for (let round = 0; round < repetitions; round += 1) {
    const first = round % subjects.length
    for (const [subject, copy] of [...subjects.slice(first), ...subjects.slice(0, first)]) {
      usages.get(subject)?.push(await copyOnce(one, copy, place, options))
    }
  }
  return [...usages].flatMap(([subject, taken]) => toRows(one, name, subject, taken))
}

/** @throws Error when what was asked for was not stored */
async function copyOnce(one: CopyCase, copy: Copy, place: CopyPlace, options: CopyBenchOptions): Promise<Usage> {
  const usage = await copy(one, options.signal)
  const { objects, bytes } = await place.takeCounts()
  if (objects < one.objects || bytes < one.objects * one.sizeBytes) {
    throw new Error(
      `Expected ${one.objects} objects of ${one.sizeBytes} bytes to be stored; these were ${objects} with ${bytes} bytes.`,
    )
  }
  return usage
}

const BYTES_PER_MB = 1e6
const SMALL_BYTES = 100_000

function toRows(one: CopyCase, name: string, subject: string, usages: readonly Usage[]): BenchRow[] {
  const bytes = one.sizeBytes * one.objects
  const isSmall = one.sizeBytes < SMALL_BYTES
  const cpu = (metric: string, pick: (usage: Usage) => number) =>
    isSmall
      ? row(metric, 'ms/object', (usage) => (pick(usage) * 1_000) / one.objects)
      : row(metric, 's/GB', (usage) => pick(usage) / (bytes / 1e9))
  const row = (metric: string, unit: string, pick: (usage: Usage) => number): BenchRow => {
    return { case: name, subject, metric, unit, ...spreadOf(usages.map(pick)) }
  }
  return [
    cpu('client CPU', ({ cpuSeconds }) => cpuSeconds),
    isSmall
      ? row('throughput', 'objects/s', ({ seconds }) => one.objects / seconds)
      : row('throughput', 'MB/s', ({ seconds }) => bytes / BYTES_PER_MB / seconds),
    row('peak memory', 'MiB', ({ peakMemoryMib }) => peakMemoryMib),
    ...(usages.some(({ databaseCpuSeconds }) => databaseCpuSeconds !== undefined)
      ? [cpu('database CPU', ({ databaseCpuSeconds = 0 }) => databaseCpuSeconds)]
      : []),
  ]
}
