import type { UsageStore } from '../../ports/tracking/usage.ts'
import type { Database } from './client.ts'
import { isoTime } from './values.ts'

interface UsageRow {
  used: string
  allowed: string
  measured_at: string | Date
}

/** What the org said last about its API requests: one row that every process reads and writes. */
export function usageStore(database: Database): UsageStore {
  return {
    async readApiUsage() {
      const [row] = await database.rows<UsageRow>('select used, allowed, measured_at from api_usage')
      if (row === undefined) return undefined
      return { used: Number(row.used), allowed: Number(row.allowed), measuredAt: isoTime(row.measured_at) }
    },
    saveApiUsage: async ({ used, allowed, measuredAt }) =>
      void (await database.rows(SAVE, [used, allowed, measuredAt])),
  }
}

const SAVE = `
insert into api_usage (used, allowed, measured_at) values ($1, $2, $3)
on conflict (is_the_only_one) do update
set used = excluded.used, allowed = excluded.allowed, measured_at = excluded.measured_at
where api_usage.measured_at < excluded.measured_at`
