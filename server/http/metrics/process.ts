import { monitorEventLoopDelay } from 'node:perf_hooks'
import { peakResidentBytes } from '../peak-memory.ts'
import { type Metric, single } from '../prometheus.ts'

/** How often the event loop is looked at, in milliseconds; a delay is what comes on top. */
const RESOLUTION_MS = 20

type DelayHistogram = ReturnType<typeof monitorEventLoopDelay>

/** What this process uses, measured at each reading. */
export interface ProcessWatch {
  read(): Metric[]
  stop(): void
}

/** Begins to watch the event loop of this process; everything else is known when it is asked for. */
export function watchProcess(): ProcessWatch {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()
  return { read: () => processMetrics(delays), stop: () => void delays.disable() }
}

function processMetrics(delays: DelayHistogram): Metric[] {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return [
    single('gauge', 'process_resident_memory_bytes', 'Resident memory of this process.', rss),
    single('gauge', 'doclift_process_peak_resident_memory_bytes', PEAK, peakResidentBytes()),
    single('gauge', 'doclift_process_heap_used_bytes', 'Heap in use by this process.', heapUsed),
    single('counter', 'process_cpu_seconds_total', 'Processor time of this process.', (user + system) / 1e6),
    single('gauge', 'doclift_event_loop_delay_p99_seconds', DELAY, takeDelay(delays)),
  ]
}

const PEAK = 'Highest resident memory of this process so far.'
const DELAY = '99th percentile of the delay of the event loop since the last reading.'

function takeDelay(delays: DelayHistogram): number {
  const delay = delays.count === 0 ? 0 : delays.percentile(99) / 1e9 - RESOLUTION_MS / 1e3
  delays.reset()
  return Math.max(0, delay)
}
