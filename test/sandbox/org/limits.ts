import { json, type Route } from './http.ts'
import type { SideEffects } from './side-effects.ts'
import type { Usage } from './usage.ts'

const STORAGE_MB = 10_240

/** The routes of the limits resource. */
export function limitsRoutes(usage: Usage, sideEffects: SideEffects): Route[] {
  return [{ method: 'GET', path: '/limits', handle: () => json(200, formatLimits(usage, sideEffects)) }]
}

function formatLimits(usage: Usage, { usedMb }: SideEffects) {
  return {
    DailyApiRequests: { Max: usage.limit, Remaining: Math.max(0, usage.limit - usage.used) },
    DailyBulkApiBatches: untouched(15_000),
    DailyBulkV2QueryJobs: untouched(10_000),
    DailyBulkV2QueryFileStorageMB: untouched(976_562),
    DataStorageMB: storage(usedMb.data),
    FileStorageMB: storage(usedMb.file),
  }
}

function storage(usedMb: number) {
  return { Max: STORAGE_MB, Remaining: Math.max(0, STORAGE_MB - usedMb) }
}

function untouched(max: number) {
  return { Max: max, Remaining: max }
}
