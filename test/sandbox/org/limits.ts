import { json, type Route } from './http.ts'
import type { Usage } from './usage.ts'

/** The routes of the limits resource. */
export function limitsRoutes(usage: Usage): Route[] {
  return [{ method: 'GET', path: '/limits', handle: () => json(200, formatLimits(usage)) }]
}

function formatLimits(usage: Usage) {
  return {
    DailyApiRequests: { Max: usage.limit, Remaining: Math.max(0, usage.limit - usage.used) },
    DailyBulkApiBatches: untouched(15_000),
    DailyBulkV2QueryJobs: untouched(10_000),
    DailyBulkV2QueryFileStorageMB: untouched(976_562),
    DataStorageMB: untouched(10_240),
    FileStorageMB: untouched(10_240),
  }
}

function untouched(max: number) {
  return { Max: max, Remaining: max }
}
