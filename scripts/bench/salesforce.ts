import type { BenchSize } from './options.ts'
import type { BenchOutcome, BenchRow } from './result.ts'
import { faultsOfCatchUps, measureCatchUps, toCatchUpRows } from './salesforce/catch-up.ts'
import { faultsOfInventories, measureInventories, toInventoryRows } from './salesforce/inventory.ts'
import type { StageOptions } from './stage.ts'

/** Records of the catch-up, and of each inventory. */
export interface SalesforceScale {
  catchUp: number
  inventories: readonly number[]
}

export const SALESFORCE_SCALES: Record<BenchSize, SalesforceScale> = {
  quick: { catchUp: 100_000, inventories: [10_000] },
  standard: { catchUp: 1_000_000, inventories: [10_000, 100_000] },
  full: { catchUp: 1_000_000, inventories: [10_000, 100_000, 1_000_000] },
}

/**
 * What reading an org costs, in requests to Salesforce and to the store, and in time: a catch-up with nothing changed, and
 * inventories. Each is told as soon as it is measured.
 */
export async function benchSalesforce(
  { catchUp, inventories }: SalesforceScale,
  options: Omit<StageOptions, 'records'>,
): Promise<BenchOutcome> {
  const costs = await measureCatchUps({ ...options, records: catchUp })
  const rows = toCatchUpRows(catchUp, costs)
  const faults = faultsOfCatchUps(costs)
  options.say(formatTable(rows))
  for (const records of inventories) {
    const inventoryCosts = await measureInventories({ ...options, records })
    const inventoryRows = toInventoryRows(records, inventoryCosts)
    options.say(formatTable(inventoryRows))
    rows.push(...inventoryRows)
    faults.push(...faultsOfInventories(records, inventoryCosts))
  }
  return { rows, table: formatTable(rows), faults }
}

function formatTable(rows: readonly BenchRow[]): string {
  const lines = rows.map(({ case: name, metric, unit, median, min, max }) =>
    [name.padEnd(18), metric.padEnd(12), median.toFixed(2).padStart(8), unit.padEnd(9), `${min}-${max}`].join(' '),
  )
  return `${lines.join('\n')}\n`
}
