import type { IncomingMessage } from 'node:http'
import { get as request } from 'node:http'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { BenchOutcome, BenchRow } from './result.ts'
import { spreadOf } from './result.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'

interface Case {
  name: string
  path: string
  isCompressed: boolean
  /** Lines of text that must come, its head or its end included. */
  lines: number
}

interface Reading {
  lines: number
  /** As they came over the line. */
  bytes: number
  seconds: number
}

interface RunCounts {
  id: string
  counts: { planned: number; leftOut: number }
}

const REPETITIONS = 3
const MEMORY_BUDGET_MIB = 256
const MIB = 1024 * 1024

/**
 * Reads whole reports of a ledger of this size from a real service: how many rows a second come, and how much memory the
 * service needs for it.
 */
export async function benchReports(options: StageOptions): Promise<BenchOutcome> {
  await using running = new AsyncDisposableStack()
  const stage = running.adopt(await openStage(options), (it) => it.stop())
  const restMiB = await residentMiB(stage)
  const rows: BenchRow[] = []
  for (const one of await casesOf(stage, options.records)) {
    options.say(`Reading ${one.name}, ${REPETITIONS} times`)
    rows.push(...(await measure(stage, one, options.signal)))
  }
  const peakMiB = await peakResidentMiB(stage)
  rows.push(row('service', 'resident at rest', 'MiB', [restMiB]), row('service', 'resident at most', 'MiB', [peakMiB]))
  return { rows, table: formatTable(rows), faults: faultsOf(peakMiB) }
}

async function casesOf({ get }: Stage, records: number): Promise<Case[]> {
  const runs = (await get<{ items: { id: string }[] }>('/v1/runs')).items
  const counted = await Promise.all(runs.map(({ id }) => get<RunCounts>(`/v1/runs/${id}`)))
  const largest = counted.find(({ counts }) => counts.planned + counts.leftOut === records)
  if (!largest) throw new Error(`Expected a run of ${records} items; the service shows none.`)
  const path = `/v1/runs/${largest.id}/report`
  const lines = records + 1
  return [
    { name: 'run, CSV', path: `${path}?format=csv`, isCompressed: false, lines },
    { name: 'run, CSV, gzip', path: `${path}?format=csv`, isCompressed: true, lines },
    { name: 'run, JSON lines', path: `${path}?format=json`, isCompressed: false, lines },
  ]
}

async function measure(stage: Stage, one: Case, signal: AbortSignal): Promise<BenchRow[]> {
  const readings: Reading[] = []
  while (readings.length < REPETITIONS) readings.push(await readReport(stage, one, signal))
  const rows = readings.map(({ lines, seconds }) => (lines - 1) / seconds)
  const mebibytes = readings.map(({ bytes }) => bytes / MIB)
  return [row(one.name, 'rows per second', '1/s', rows), row(one.name, 'size', 'MiB', mebibytes)]
}

/** @throws Error when the report is not whole */
async function readReport({ service }: Stage, one: Case, signal: AbortSignal): Promise<Reading> {
  const startedAtMs = performance.now()
  const answer = await ask(service.url + one.path, service.token, one.isCompressed, signal)
  const counted = { bytes: 0, lines: 0 }
  answer.on('data', (chunk: Buffer) => {
    counted.bytes += chunk.length
  })
  const counting = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) counted.lines += 1
      done()
    },
  })
  await (one.isCompressed ? pipeline(answer, createGunzip(), counting) : pipeline(answer, counting))
  if (counted.lines !== one.lines) throw new Error(`Expected ${one.lines} lines of ${one.name}; got ${counted.lines}.`)
  return { ...counted, seconds: (performance.now() - startedAtMs) / 1_000 }
}

function ask(url: string, token: string, isCompressed: boolean, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${token}`, ...(isCompressed ? { 'accept-encoding': 'gzip' } : {}) }
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, signal }, (answer) => {
      if (answer.statusCode === 200) return resolve(answer)
      asked.destroy()
      reject(new Error(`Expected 200 from ${url}; got ${answer.statusCode}.`))
    })
    asked.on('error', reject)
  })
}

const residentMiB = (stage: Stage) => metric(stage, 'process_resident_memory_bytes')
const peakResidentMiB = (stage: Stage) => metric(stage, 'doclift_process_peak_resident_memory_bytes')

async function metric({ service }: Stage, name: string): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text()
  const value = text.match(new RegExp(`^${name} (\\d+)`, 'm'))?.[1]
  if (value === undefined) throw new Error(`Expected the metric ${name}; the service does not tell it.`)
  return Number(value) / MIB
}

function faultsOf(peakMiB: number): string[] {
  if (peakMiB <= MEMORY_BUDGET_MIB) return []
  return [`The service used ${peakMiB.toFixed(0)} MiB; ${MEMORY_BUDGET_MIB} MiB are allowed.`]
}

function row(name: string, metricName: string, unit: string, values: readonly number[]): BenchRow {
  return { case: name, subject: 'doclift', metric: metricName, unit, ...spreadOf(values) }
}

function formatTable(rows: readonly BenchRow[]): string {
  const lines = rows.map(({ case: name, metric: what, unit, median, min, max }) =>
    [name.padEnd(18), what.padEnd(18), short(median).padStart(9), unit.padEnd(4), `${short(min)}-${short(max)}`].join(
      ' ',
    ),
  )
  return `${lines.join('\n')}\n`
}

function short(value: number): string {
  return value < 1_000 ? value.toFixed(1) : String(Math.round(value))
}
