import { spreadOf } from '../result.ts'
import type { Cost } from './cost.ts'

/** What is measured, by the name that its cases begin with. */
export type Act = 'inventory' | 'catch-up' | 'switch' | 'rollback'

/** What one act over so many records cost, each time that it was measured. */
export interface Measured {
  act: Act
  records: number
  costs: readonly Cost[]
}

type Limits = Partial<Record<keyof Cost, number>>

const MEMORY_MIB = 256

/** Of any number of records up to a million (design.md section 10); a rollback costs what a switch costs. */
const BUDGETS: Readonly<Record<Act, Limits>> = {
  inventory: { apiCalls: 30, peakMemoryMiB: MEMORY_MIB },
  'catch-up': { apiCalls: 10, s3Requests: 0, seconds: 5, peakMemoryMiB: MEMORY_MIB },
  switch: { apiCalls: 2_000, peakMemoryMiB: MEMORY_MIB },
  rollback: { apiCalls: 2_000, peakMemoryMiB: MEMORY_MIB },
}

const UNITS: Readonly<Record<keyof Cost, string>> = {
  apiCalls: 'API calls',
  s3Requests: 'requests to the store',
  seconds: 's',
  peakMemoryMiB: 'MiB',
}

/** Calls and memory must never be more than allowed; time varies with the machine, so its median counts. */
export function faultsOf({ act, records, costs }: Measured): string[] {
  return Object.entries(BUDGETS[act]).flatMap(([name, allowed]) => {
    const metric = name as keyof Cost
    const { median, max } = spreadOf(costs.map((cost) => cost[metric]))
    const found = metric === 'seconds' ? median : max
    if (found <= allowed) return []
    const count = records.toLocaleString('en')
    return [`A run of ${act} over ${count} records took ${found} ${UNITS[metric]}; ${allowed} are allowed.`]
  })
}
