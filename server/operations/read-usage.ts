import { ceilingOf } from '../domain/org/allowance.ts'
import type { Context } from './context.ts'
import { currentSettings } from './current-settings.ts'
import { knownUsage } from './known-usage.ts'

/** API requests of the org in the last 24 hours, and how many of them Doclift may still use. */
export interface UsageView {
  used: number
  allowed: number
  /** The share of the allowance up to which Doclift works, whoever uses it, in requests. */
  ceiling: number
  left: number
  /** When the org said so, ISO 8601. */
  measuredAt: string
}

/** What the org said last, to whatever process; null before it has said anything. Sends nothing. */
export async function readUsage(context: Context): Promise<UsageView | null> {
  const [usage, { apiSharePercent }] = await Promise.all([knownUsage(context), currentSettings(context)])
  if (usage === undefined) return null
  const ceiling = ceilingOf(usage.allowed, apiSharePercent)
  return { ...usage, ceiling, left: Math.max(0, ceiling - usage.used) }
}
