import { type Pace, settledItems } from '../domain/run/progress.ts'
import type { RunCounts } from '../domain/run/run.ts'
import { grouped } from './measures.ts'

const BAR_CELLS = 20
const MINUTE = 60
const HOUR = 3_600

/** `████░░░░ 812 of 2,854 items, 41/s, about 50 s left`; the pace is left out while it is not known. */
export function formatProgressBar(counts: RunCounts, pace: Pace | undefined): string {
  const settled = settledItems(counts)
  const share = counts.planned === 0 ? 1 : settled / counts.planned
  const items = `${bar(share)} ${grouped(settled)} of ${grouped(counts.planned)} items`
  return pace ? `${items}, ${formatRate(pace.itemsPerSecond)}, about ${formatDuration(pace.secondsLeft)} left` : items
}

/** A duration in its two largest units: `50 s`, `4 min 10 s`, `3 h 20 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < MINUTE) return `${whole} s`
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${whole % MINUTE} s`
  return `${grouped(Math.floor(whole / HOUR))} h ${Math.floor((whole % HOUR) / MINUTE)} min`
}

function bar(share: number): string {
  const full = Math.floor(share * BAR_CELLS)
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full)
}

function formatRate(itemsPerSecond: number): string {
  return itemsPerSecond >= 10 ? `${grouped(Math.round(itemsPerSecond))}/s` : `${itemsPerSecond.toFixed(1)}/s`
}
